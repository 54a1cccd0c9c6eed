//! pub struct Digits {
//!     Input<8, 8, 1>,
//!     Conv2d<8, 3, 3, Relu, padding = Same>,
//!     MaxPooling2d<2, 2>,
//!     Flatten,
//!     Dropout<0.5>,
//!     Dense<10, Softmax>,
//! }

/// | layer | output | parameters |
/// |---|---|---|
/// | `Input<8, 8, 1>` | 8 × 8 × 1 | 0 |
/// | `conv2d_1`: `Conv2d<8, 3, 3, Relu, padding = Same>` | 8 × 8 × 8 | 80 |
/// | `max_pooling2d_1`: `MaxPooling2d<2, 2>` | 4 × 4 × 8 | 0 |
/// | `flatten_1`: `Flatten` | 128 | 0 |
/// | `dropout_1`: `Dropout<0.5>` | 128 | 0 |
/// | `dense_1`: `Dense<10, Softmax>` | 10 | 1290 |
#[derive(Clone, Copy, PartialEq, ::layerproof::__private::Zeroable)]
#[bytemuck(crate = "::layerproof::__private::bytemuck")]
#[repr(C)]
pub struct Digits {
    /// `Conv2d<8, 3, 3, Relu, padding = Same>`
    pub conv2d_1: ::layerproof::layers::Conv2d<
        f32,
        ::layerproof::shape::Image<8, 8, 1>,
        ::layerproof::shape::Image<8, 8, 8>,
        ::layerproof::layers::Window<3, 3>,
        9,
        8,
        ::layerproof::activations::Relu,
    >,
    /// `MaxPooling2d<2, 2>`
    pub max_pooling2d_1: ::layerproof::layers::MaxPooling2d<
        f32,
        ::layerproof::shape::Image<8, 8, 8>,
        ::layerproof::shape::Image<4, 4, 8>,
        ::layerproof::layers::Window<2, 2, 2, 2>,
    >,
    /// `Flatten`
    pub flatten_1: ::layerproof::layers::Flatten<
        f32,
        ::layerproof::shape::Image<4, 4, 8>,
        128,
    >,
    /// `Dropout<0.5>`
    pub dropout_1: ::layerproof::layers::Dropout<
        f32,
        ::layerproof::shape::Features<128>,
        { 0.5f64.to_bits() },
    >,
    /// `Dense<10, Softmax>`
    pub dense_1: ::layerproof::layers::Dense<
        f32,
        128,
        10,
        ::layerproof::activations::Softmax,
    >,
}
#[allow(dead_code)]
impl Digits {
    /// The model with all parameters zero.
    pub const fn zeros() -> Self {
        ::layerproof::__private::zeros()
    }
}
const _: () = {
    use ::layerproof::__private::{self as __lp, Chain as _};
    impl ::core::fmt::Debug for Digits {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Digits", f)
        }
    }
    ::layerproof::__serde! {
        Digits
    }
    type __conv2d_1 = ::layerproof::layers::Conv2d<
        f32,
        ::layerproof::shape::Image<8, 8, 1>,
        ::layerproof::shape::Image<8, 8, 8>,
        ::layerproof::layers::Window<3, 3>,
        9,
        8,
        ::layerproof::activations::Relu,
    >;
    type __max_pooling2d_1 = ::layerproof::layers::MaxPooling2d<
        f32,
        ::layerproof::shape::Image<8, 8, 8>,
        ::layerproof::shape::Image<4, 4, 8>,
        ::layerproof::layers::Window<2, 2, 2, 2>,
    >;
    type Flatten1 = ::layerproof::layers::Flatten<
        f32,
        ::layerproof::shape::Image<4, 4, 8>,
        128,
    >;
    type Dropout1 = ::layerproof::layers::Dropout<
        f32,
        ::layerproof::shape::Features<128>,
        { 0.5f64.to_bits() },
    >;
    type Dense1 = ::layerproof::layers::Dense<
        f32,
        128,
        10,
        ::layerproof::activations::Softmax,
    >;
    impl __lp::Model for Digits {
        type Scalar = f32;
        type Input = ::layerproof::shape::Image<8, 8, 1, f32>;
        type Output = ::layerproof::nalgebra::SVector<f32, 10>;
        type Head = ::layerproof::activations::Softmax<10>;
        const ZERO: Self = Self {
            conv2d_1: __lp::Layer::ZERO,
            max_pooling2d_1: __lp::Layer::ZERO,
            flatten_1: __lp::Layer::ZERO,
            dropout_1: __lp::Layer::ZERO,
            dense_1: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<__conv2d_1>("conv2d_1"),
            __lp::LayerInfo::of::<__max_pooling2d_1>("max_pooling2d_1"),
            __lp::LayerInfo::of::<Flatten1>("flatten_1"),
            __lp::LayerInfo::of::<Dropout1>("dropout_1"),
            __lp::LayerInfo::of::<Dense1>("dense_1"),
        ];
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            level: L,
            x: &[&__lp::InputArray<Self>; __R],
        ) -> [__lp::OutputArray<Self>; __R] {
            __lp::Begin(x)
                .then(&self.conv2d_1)
                .then(&self.max_pooling2d_1)
                .then(&self.flatten_1)
                .then(&self.dropout_1)
                .then(&self.dense_1)
                .infer(level)
        }
        fn parameters(&self, visit: &mut impl __lp::Visit<f32>) {
            visit.layer("conv2d_1", &self.conv2d_1);
            visit.layer("max_pooling2d_1", &self.max_pooling2d_1);
            visit.layer("flatten_1", &self.flatten_1);
            visit.layer("dropout_1", &self.dropout_1);
            visit.layer("dense_1", &self.dense_1);
        }
        fn parameters_mut<const __K: usize>(
            mut models: [&mut Self; __K],
            visit: &mut impl __lp::VisitMut<f32, __K>,
        ) {
            visit.layer("conv2d_1", models.each_mut().map(|model| &mut model.conv2d_1));
            visit
                .layer(
                    "max_pooling2d_1",
                    models.each_mut().map(|model| &mut model.max_pooling2d_1),
                );
            visit
                .layer("flatten_1", models.each_mut().map(|model| &mut model.flatten_1));
            visit
                .layer("dropout_1", models.each_mut().map(|model| &mut model.dropout_1));
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
            conv2d_1: __lp::Record<__conv2d_1, __B>,
            max_pooling2d_1: __lp::Record<__max_pooling2d_1, __B>,
            flatten_1: __lp::Record<Flatten1, __B>,
            dropout_1: __lp::Record<Dropout1, __B>,
            dense_1: __lp::Record<Dense1, __B>,
        }
        impl __lp::Passes for Digits {
            type Last = Dense1;
            type Tape<const __B: usize> = Tape<__B>;
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.conv2d_1.initialize(rng);
                self.max_pooling2d_1.initialize(rng);
                self.flatten_1.initialize(rng);
                self.dropout_1.initialize(rng);
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
                self.conv2d_1.forward(x, &mut tape.conv2d_1, pass);
                self.max_pooling2d_1
                    .forward(tape.conv2d_1.outputs(), &mut tape.max_pooling2d_1, pass);
                self.flatten_1
                    .forward(tape.max_pooling2d_1.outputs(), &mut tape.flatten_1, pass);
                self.dropout_1
                    .forward(tape.flatten_1.outputs(), &mut tape.dropout_1, pass);
                self.dense_1.forward(tape.dropout_1.outputs(), &mut tape.dense_1, pass);
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
                        tape.dropout_1.below(),
                        &mut tape.dense_1,
                        &mut gradient.dense_1,
                        pass,
                    );
                self.dropout_1
                    .backward(
                        tape.flatten_1.below(),
                        &mut tape.dropout_1,
                        &mut gradient.dropout_1,
                        pass,
                    );
                self.flatten_1
                    .backward(
                        tape.max_pooling2d_1.below(),
                        &mut tape.flatten_1,
                        &mut gradient.flatten_1,
                        pass,
                    );
                self.max_pooling2d_1
                    .backward(
                        tape.conv2d_1.below(),
                        &mut tape.max_pooling2d_1,
                        &mut gradient.max_pooling2d_1,
                        pass,
                    );
                self.conv2d_1
                    .backward(
                        __lp::Below::data(x),
                        &mut tape.conv2d_1,
                        &mut gradient.conv2d_1,
                        pass,
                    );
            }
        }
    }
};
