//! struct Constants {
//!     Input<SIDE, SIDE, 1>,
//!     edges: Conv2d<{ 2 * SIDE }, 3>,
//!     Flatten,
//!     Dense<U8, Softmax>,
//! }

#[doc(hidden)]
#[allow(non_upper_case_globals)]
const shapes_of_Constants: &::layerproof::__private::rules::Graph<1, 3> = &::layerproof::__private::rules::Graph::new(
    [
        ::layerproof::__private::rules::Input {
            value: ::layerproof::__private::rules::Place {
                position: 0,
                source: "Input<SIDE, SIDE, 1>",
            },
            shape: ::layerproof::__private::rules::Shape::Image {
                0: SIDE,
                1: SIDE,
                2: 1,
            },
        },
    ],
    [
        ::layerproof::__private::rules::Call {
            here: ::layerproof::__private::rules::Place {
                position: 1,
                source: "edges: Conv2d<{ 2 * SIDE }, 3>",
            },
            value: "edges: Conv2d<{ 2 * SIDE }, 3>",
            layer: ::layerproof::__private::rules::Layer::Conv2d(::layerproof::__private::rules::layers::Conv2d {
                filters: { 2 * SIDE },
                kernel_size: (3, 3),
                strides: (1, 1),
                padding: ::layerproof::__private::rules::Padding::Valid,
                dilation_rate: (1, 1),
                groups: 1,
                use_bias: true,
                softmax: false,
            }),
            inputs: &[0],
            first: 0,
        },
        ::layerproof::__private::rules::Call {
            here: ::layerproof::__private::rules::Place {
                position: 2,
                source: "Flatten",
            },
            value: "Flatten",
            layer: ::layerproof::__private::rules::Layer::Flatten(::layerproof::__private::rules::layers::Flatten {}),
            inputs: &[1],
            first: 1,
        },
        ::layerproof::__private::rules::Call {
            here: ::layerproof::__private::rules::Place {
                position: 3,
                source: "Dense<U8, Softmax>",
            },
            value: "Dense<U8, Softmax>",
            layer: ::layerproof::__private::rules::Layer::Dense(::layerproof::__private::rules::layers::Dense {
                units: <U8 as ::layerproof::shape::Size>::SIZE,
                use_bias: true,
                softmax: true,
            }),
            inputs: &[2],
            first: 2,
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
        { shapes_of_Constants.derived(1) },
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
    use ::layerproof::__private as __lp;
    impl ::core::fmt::Debug for Constants {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Constants", f)
        }
    }
    impl __lp::SealedModel for Constants {}
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
        { shapes_of_Constants.derived(1) },
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
    #[allow(long_running_const_eval)]
    const PLACES: __lp::Places<3> = __lp::Places::new(
        &__lp::Graph {
            inputs: &[
                __lp::Input::of::<
                    ::layerproof::shape::Image<
                        { shapes_of_Constants.size(0, 0) },
                        { shapes_of_Constants.size(0, 1) },
                        { shapes_of_Constants.size(0, 2) },
                    >,
                >("input"),
            ],
            nodes: &[
                __lp::Node::of::<Edges>(0, &[0]),
                __lp::Node::of::<Flatten1>(1, &[1]),
                __lp::Node::of::<Dense1>(2, &[2]),
            ],
            outputs: &[3],
        },
    );
    impl __lp::Network for Constants {
        type Scalar = f32;
        type Inputs = ::layerproof::shape::Image<
            { shapes_of_Constants.size(0, 0) },
            { shapes_of_Constants.size(0, 1) },
            { shapes_of_Constants.size(0, 2) },
            f32,
        >;
        type Outputs = ::layerproof::nalgebra::SVector<
            f32,
            { shapes_of_Constants.size(3, 0) },
        >;
        type Arena = [f32; PLACES.len()];
        const ZERO: Self = __lp::zeroed();
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<Edges>("edges"),
            __lp::LayerInfo::of::<Flatten1>("flatten_1"),
            __lp::LayerInfo::of::<Dense1>("dense_1"),
        ];
        const PLAN: __lp::Plan = __lp::Plan::new(&PLACES);
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            mut values: __lp::Values<'_, Self, L, __R>,
        ) {
            values.call::<0, _>(&self.edges);
            values.call::<1, _>(&self.flatten_1);
            values.call::<2, _>(&self.dense_1);
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
    impl __lp::Model for Constants {
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
    }
    mod __train {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            edges: __lp::Entry<Edges, __B>,
            flatten_1: __lp::Entry<Flatten1, __B>,
            dense_1: __lp::Entry<Dense1, __B>,
        }
        impl __lp::Passes for Constants {
            type Tape<const __B: usize> = Tape<__B>;
            const FUSES: &'static [bool] = &[true];
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.edges.initialize(rng);
                self.flatten_1.initialize(rng);
                self.dense_1.initialize(rng);
            }
            fn output<const __B: usize>(
                tape: &mut Tape<__B>,
                output: usize,
                rows: usize,
            ) -> (&[f32], &mut [f32]) {
                let _ = output;
                tape.dense_1.split(rows)
            }
            fn forward<const __B: usize>(
                &self,
                x: &[&[f32]],
                tape: &mut Tape<__B>,
                pass: &__lp::Pass<'_, impl __lp::Schedule>,
            ) {
                self.edges.forward(&[x[0]], &mut tape.edges, pass, 0);
                self.flatten_1
                    .forward(
                        &[tape.edges.outputs(pass.rows)],
                        &mut tape.flatten_1,
                        pass,
                        1,
                    );
                self.dense_1
                    .forward(
                        &[tape.flatten_1.outputs(pass.rows)],
                        &mut tape.dense_1,
                        pass,
                        2,
                    );
            }
            fn backward<const __B: usize>(
                &self,
                x: &[&[f32]],
                dx: &mut [Option<&mut [f32]>],
                tape: &mut Tape<__B>,
                gradient: &mut Self,
                pass: &__lp::Pass<'_, impl __lp::Schedule>,
            ) {
                {
                    let (y_1, dy_1) = tape.flatten_1.split(pass.rows);
                    self.dense_1
                        .backward(
                            &[y_1],
                            &mut tape.dense_1,
                            [Some(dy_1)],
                            &mut gradient.dense_1,
                            pass,
                            2,
                            pass.is_fused(0),
                        );
                }
                {
                    let (y_0, dy_0) = tape.edges.split(pass.rows);
                    self.flatten_1
                        .backward(
                            &[y_0],
                            &mut tape.flatten_1,
                            [Some(dy_0)],
                            &mut gradient.flatten_1,
                            pass,
                            1,
                            false,
                        );
                }
                {
                    let [dx_0] = __lp::gradients_of(dx, [0]);
                    self.edges
                        .backward(
                            &[x[0]],
                            &mut tape.edges,
                            [dx_0],
                            &mut gradient.edges,
                            pass,
                            0,
                            false,
                        );
                }
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
        .check_layer(0)
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_layer(1)
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_size(3, 0, "units", "U8")
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_layer(2)
    {
        ::core::panic!("{}", message.as_str())
    };
    const _: () = if let ::core::option::Option::Some(message) = shapes_of_Constants
        .check_softmax(2)
    {
        ::core::panic!("{}", message.as_str())
    };
};
