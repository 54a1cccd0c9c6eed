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
    use ::layerproof::__private as __lp;
    impl ::core::fmt::Debug for Digits {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Digits", f)
        }
    }
    impl __lp::SealedModel for Digits {}
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
    #[allow(long_running_const_eval)]
    const PLACES: __lp::Places<5> = __lp::Places::new(
        &__lp::Graph {
            inputs: &[__lp::Input::of::<::layerproof::shape::Image<8, 8, 1>>("input")],
            nodes: &[
                __lp::Node::of::<__conv2d_1>(0, &[0]),
                __lp::Node::of::<__max_pooling2d_1>(1, &[1]),
                __lp::Node::of::<Flatten1>(2, &[2]),
                __lp::Node::of::<Dropout1>(3, &[3]),
                __lp::Node::of::<Dense1>(4, &[4]),
            ],
            outputs: &[5],
        },
    );
    impl __lp::Network for Digits {
        type Scalar = f32;
        type Inputs = ::layerproof::shape::Image<8, 8, 1, f32>;
        type Outputs = ::layerproof::nalgebra::SVector<f32, 10>;
        type Arena = [f32; PLACES.len()];
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
        const PLAN: __lp::Plan = __lp::Plan::new(&PLACES);
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            mut values: __lp::Values<'_, Self, L, __R>,
        ) {
            values.call::<0, _>(&self.conv2d_1);
            values.call::<1, _>(&self.max_pooling2d_1);
            values.call::<2, _>(&self.flatten_1);
            values.call::<3, _>(&self.dropout_1);
            values.call::<4, _>(&self.dense_1);
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
    impl __lp::Model for Digits {
        type Input = ::layerproof::shape::Image<8, 8, 1, f32>;
        type Output = ::layerproof::nalgebra::SVector<f32, 10>;
        type Head = ::layerproof::activations::Softmax<10>;
    }
    mod __train {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            conv2d_1: __lp::Entry<__conv2d_1, __B>,
            max_pooling2d_1: __lp::Entry<__max_pooling2d_1, __B>,
            flatten_1: __lp::Entry<Flatten1, __B>,
            dropout_1: __lp::Entry<Dropout1, __B>,
            dense_1: __lp::Entry<Dense1, __B>,
        }
        impl __lp::Passes for Digits {
            type Tape<const __B: usize> = Tape<__B>;
            const FUSES: &'static [bool] = &[true];
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.conv2d_1.initialize(rng);
                self.max_pooling2d_1.initialize(rng);
                self.flatten_1.initialize(rng);
                self.dropout_1.initialize(rng);
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
                self.conv2d_1.forward(&[x[0]], &mut tape.conv2d_1, pass, 0);
                self.max_pooling2d_1
                    .forward(
                        &[tape.conv2d_1.outputs(pass.rows)],
                        &mut tape.max_pooling2d_1,
                        pass,
                        1,
                    );
                self.flatten_1
                    .forward(
                        &[tape.max_pooling2d_1.outputs(pass.rows)],
                        &mut tape.flatten_1,
                        pass,
                        2,
                    );
                self.dropout_1
                    .forward(
                        &[tape.flatten_1.outputs(pass.rows)],
                        &mut tape.dropout_1,
                        pass,
                        3,
                    );
                self.dense_1
                    .forward(
                        &[tape.dropout_1.outputs(pass.rows)],
                        &mut tape.dense_1,
                        pass,
                        4,
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
                    let (y_3, dy_3) = tape.dropout_1.split(pass.rows);
                    self.dense_1
                        .backward(
                            &[y_3],
                            &mut tape.dense_1,
                            [Some(dy_3)],
                            &mut gradient.dense_1,
                            pass,
                            4,
                            pass.is_fused(0),
                        );
                }
                {
                    let (y_2, dy_2) = tape.flatten_1.split(pass.rows);
                    self.dropout_1
                        .backward(
                            &[y_2],
                            &mut tape.dropout_1,
                            [Some(dy_2)],
                            &mut gradient.dropout_1,
                            pass,
                            3,
                            false,
                        );
                }
                {
                    let (y_1, dy_1) = tape.max_pooling2d_1.split(pass.rows);
                    self.flatten_1
                        .backward(
                            &[y_1],
                            &mut tape.flatten_1,
                            [Some(dy_1)],
                            &mut gradient.flatten_1,
                            pass,
                            2,
                            false,
                        );
                }
                {
                    let (y_0, dy_0) = tape.conv2d_1.split(pass.rows);
                    self.max_pooling2d_1
                        .backward(
                            &[y_0],
                            &mut tape.max_pooling2d_1,
                            [Some(dy_0)],
                            &mut gradient.max_pooling2d_1,
                            pass,
                            1,
                            false,
                        );
                }
                {
                    let [dx_0] = __lp::gradients_of(dx, [0]);
                    self.conv2d_1
                        .backward(
                            &[x[0]],
                            &mut tape.conv2d_1,
                            [dx_0],
                            &mut gradient.conv2d_1,
                            pass,
                            0,
                            false,
                        );
                }
            }
        }
    }
};
