//! struct Constants {
//!     Input<SIDE, SIDE, 1>,
//!     edges: Conv2d<{ 2 * SIDE }, 3>,
//!     Flatten,
//!     Dense<U8, Softmax>,
//! }

#[doc(hidden)]
#[allow(non_upper_case_globals)]
const shapes_of_Constants: &::layerproof::__private::rules::Chain<3> = &::layerproof::__private::rules::Chain::new(
    ::layerproof::__private::rules::Place {
        position: 0,
        source: "Input<SIDE, SIDE, 1>",
    },
    ::layerproof::__private::rules::Shape::Image {
        0: SIDE,
        1: SIDE,
        2: 1,
    },
    [
        ::layerproof::__private::rules::Step {
            source: "edges: Conv2d<{ 2 * SIDE }, 3>",
            layer: ::layerproof::__private::rules::Layer::Conv2d {
                filters: { 2 * SIDE },
                kernel_size: (3, 3),
                strides: (1, 1),
                padding: ::layerproof::__private::rules::Padding::Valid,
                use_bias: true,
                softmax: false,
            },
        },
        ::layerproof::__private::rules::Step {
            source: "Flatten",
            layer: ::layerproof::__private::rules::Layer::Flatten,
        },
        ::layerproof::__private::rules::Step {
            source: "Dense<U8, Softmax>",
            layer: ::layerproof::__private::rules::Layer::Dense {
                units: <U8 as ::layerproof::shape::Size>::SIZE,
                use_bias: true,
                softmax: true,
            },
        },
    ],
);
/// | layer | output | parameters |
/// |---|---|---|
/// | `Input<SIDE, SIDE, 1>` | `SIDE` × `SIDE` × 1 | 0 |
/// | `edges`: `Conv2d<{ 2 * SIDE }, 3>` | … × … × `{ 2 * SIDE }` | … |
/// | `flatten_1`: `Flatten` | … | … |
/// | `dense_1`: `Dense<U8, Softmax>` | `U8` | … |
#[derive(Clone, Copy, PartialEq, ::layerproof::__private::Zeroable)]
#[bytemuck(crate = "::layerproof::__private::bytemuck")]
#[repr(C)]
struct Constants {
    /// `Conv2d<{ 2 * SIDE }, 3>`
    pub edges: ::layerproof::layers::Conv2d<
        f32,
        ::layerproof::shape::Image<
            { shapes_of_Constants.size(0, 0) },
            { shapes_of_Constants.size(0, 1) },
            { shapes_of_Constants.size(0, 2) },
        >,
        ::layerproof::shape::Image<
            { shapes_of_Constants.size(1, 0) },
            { shapes_of_Constants.size(1, 1) },
            { shapes_of_Constants.size(1, 2) },
        >,
        ::layerproof::layers::Window<
            { shapes_of_Constants.argument(1, 1) },
            { shapes_of_Constants.argument(1, 2) },
        >,
        { shapes_of_Constants.patch(1) },
        { shapes_of_Constants.size(1, 2) },
    >,
    /// `Flatten`
    pub flatten_1: ::layerproof::layers::Flatten<
        f32,
        ::layerproof::shape::Image<
            { shapes_of_Constants.size(1, 0) },
            { shapes_of_Constants.size(1, 1) },
            { shapes_of_Constants.size(1, 2) },
        >,
        { shapes_of_Constants.size(2, 0) },
    >,
    /// `Dense<U8, Softmax>`
    pub dense_1: ::layerproof::layers::Dense<
        f32,
        { shapes_of_Constants.size(2, 0) },
        { shapes_of_Constants.size(3, 0) },
        ::layerproof::activations::Softmax,
    >,
}
#[allow(dead_code)]
impl Constants {
    /// The model with all parameters zero.
    pub const fn zeros() -> Self {
        ::layerproof::__private::zeros()
    }
}
const _: () = {
    use ::layerproof::__private::{self as __lp, Chain as _};
    impl ::core::fmt::Debug for Constants {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Constants", f)
        }
    }
    ::layerproof::__serde! {
        Constants
    }
    type Edges = ::layerproof::layers::Conv2d<
        f32,
        ::layerproof::shape::Image<
            { shapes_of_Constants.size(0, 0) },
            { shapes_of_Constants.size(0, 1) },
            { shapes_of_Constants.size(0, 2) },
        >,
        ::layerproof::shape::Image<
            { shapes_of_Constants.size(1, 0) },
            { shapes_of_Constants.size(1, 1) },
            { shapes_of_Constants.size(1, 2) },
        >,
        ::layerproof::layers::Window<
            { shapes_of_Constants.argument(1, 1) },
            { shapes_of_Constants.argument(1, 2) },
        >,
        { shapes_of_Constants.patch(1) },
        { shapes_of_Constants.size(1, 2) },
    >;
    type Flatten1 = ::layerproof::layers::Flatten<
        f32,
        ::layerproof::shape::Image<
            { shapes_of_Constants.size(1, 0) },
            { shapes_of_Constants.size(1, 1) },
            { shapes_of_Constants.size(1, 2) },
        >,
        { shapes_of_Constants.size(2, 0) },
    >;
    type Dense1 = ::layerproof::layers::Dense<
        f32,
        { shapes_of_Constants.size(2, 0) },
        { shapes_of_Constants.size(3, 0) },
        ::layerproof::activations::Softmax,
    >;
    impl __lp::Model for Constants {
        type Scalar = f32;
        type Input = ::layerproof::shape::Image<
            { shapes_of_Constants.size(0, 0) },
            { shapes_of_Constants.size(0, 1) },
            { shapes_of_Constants.size(0, 2) },
            f32,
        >;
        type Output = ::layerproof::nalgebra::SVector<
            f32,
            { shapes_of_Constants.size(3, 0) },
        >;
        type Head = ::layerproof::activations::Softmax<
            { shapes_of_Constants.size(3, 0) },
        >;
        const ZERO: Self = Self {
            edges: __lp::Layer::ZERO,
            flatten_1: __lp::Layer::ZERO,
            dense_1: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<Edges>("edges"),
            __lp::LayerInfo::of::<Flatten1>("flatten_1"),
            __lp::LayerInfo::of::<Dense1>("dense_1"),
        ];
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            level: L,
            x: &[&__lp::InputArray<Self>; __R],
        ) -> [__lp::OutputArray<Self>; __R] {
            __lp::Begin(x)
                .then(&self.edges)
                .then(&self.flatten_1)
                .then(&self.dense_1)
                .infer(level)
        }
        fn parameters(&self, visit: &mut impl __lp::Visit<f32>) {
            visit.layer("edges", &self.edges);
            visit.layer("flatten_1", &self.flatten_1);
            visit.layer("dense_1", &self.dense_1);
        }
        fn parameters_mut<const __K: usize>(
            mut models: [&mut Self; __K],
            visit: &mut impl __lp::VisitMut<f32, __K>,
        ) {
            visit.layer("edges", models.each_mut().map(|model| &mut model.edges));
            visit
                .layer("flatten_1", models.each_mut().map(|model| &mut model.flatten_1));
            visit.layer("dense_1", models.each_mut().map(|model| &mut model.dense_1));
        }
    }
    mod __train {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            edges: __lp::Record<Edges, __B>,
            flatten_1: __lp::Record<Flatten1, __B>,
            dense_1: __lp::Record<Dense1, __B>,
        }
        impl __lp::Passes for Constants {
            type Last = Dense1;
            type Tape<const __B: usize> = Tape<__B>;
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.edges.initialize(rng);
                self.flatten_1.initialize(rng);
                self.dense_1.initialize(rng);
            }
            fn last<const __B: usize>(
                tape: &mut Tape<__B>,
            ) -> &mut __lp::Record<Self::Last, __B> {
                &mut tape.dense_1
            }
            fn forward<const __B: usize>(
                &self,
                x: &[__lp::InputArray<Self>],
                tape: &mut Tape<__B>,
                pass: &mut __lp::Pass,
            ) {
                self.edges.forward(x, &mut tape.edges, pass);
                self.flatten_1.forward(tape.edges.outputs(), &mut tape.flatten_1, pass);
                self.dense_1.forward(tape.flatten_1.outputs(), &mut tape.dense_1, pass);
            }
            fn backward<const __B: usize>(
                &self,
                x: &[__lp::InputArray<Self>],
                tape: &mut Tape<__B>,
                gradient: &mut Self,
                pass: &mut __lp::Pass,
            ) {
                self.dense_1
                    .backward(
                        tape.flatten_1.below(),
                        &mut tape.dense_1,
                        &mut gradient.dense_1,
                        pass,
                    );
                self.flatten_1
                    .backward(
                        tape.edges.below(),
                        &mut tape.flatten_1,
                        &mut gradient.flatten_1,
                        pass,
                    );
                self.edges
                    .backward(
                        __lp::Below::data(x),
                        &mut tape.edges,
                        &mut gradient.edges,
                        pass,
                    );
            }
        }
    }
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_size(0, 0, "size", "SIDE")
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_size(1, 0, "filters", "{ 2 * SIDE }")
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_layer(1)
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_layer(2)
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_size(3, 0, "units", "U8")
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_layer(3)
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_softmax(3)
    {
        ::core::panic!("{}", message.as_str())
    };
};
