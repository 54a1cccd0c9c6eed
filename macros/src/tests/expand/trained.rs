//! struct Xor { Input<2>, Dense<8, Relu>, Dropout<0.5>, Dense<1> } weights = "src/tests/expand/xor.safetensors",

/// | layer | output | parameters |
/// |---|---|---|
/// | `Input<2>` | 2 | 0 |
/// | `dense_1`: `Dense<8, Relu>` | 8 | 24 |
/// | `dropout_1`: `Dropout<0.5>` | 8 | 0 |
/// | `dense_2`: `Dense<1>` | 1 | 9 |
#[derive(Clone, Copy, PartialEq, ::layerproof::__private::Zeroable)]
#[bytemuck(crate = "::layerproof::__private::bytemuck")]
#[repr(C)]
struct Xor {
    /// `Dense<8, Relu>`
    pub dense_1: ::layerproof::layers::Dense<f32, 2, 8, ::layerproof::activations::Relu>,
    /// `Dropout<0.5>`
    pub dropout_1: ::layerproof::layers::Dropout<
        f32,
        ::layerproof::shape::Features<8>,
        { 0.5f64.to_bits() },
    >,
    /// `Dense<1>`
    pub dense_2: ::layerproof::layers::Dense<f32, 8, 1>,
}
#[allow(dead_code)]
impl Xor {
    /// The model with all parameters zero.
    pub const fn zeros() -> Self {
        ::layerproof::__private::zeros()
    }
}
#[allow(dead_code)]
impl Xor {
    /// The model with the weights in `src/tests/expand/xor.safetensors`, which were read and checked while compiling.
    pub const TRAINED: &'static Self = {
        const BYTES: &[u8] = ::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"),
            "/src/tests/expand/xor.safetensors")
        );
        static TRAINED: Xor = Xor {
            dense_1: ::layerproof::__private::baked(BYTES, &[(288, 16), (352, 8)]),
            dropout_1: <::layerproof::layers::Dropout<
                f32,
                ::layerproof::shape::Features<8>,
                { 0.5f64.to_bits() },
            > as ::layerproof::__private::Layer>::ZERO,
            dense_2: ::layerproof::__private::baked(BYTES, &[(384, 8), (416, 1)]),
        };
        &TRAINED
    };
}
const _: () = {
    use ::layerproof::__private as __lp;
    impl ::core::fmt::Debug for Xor {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Xor", f)
        }
    }
    impl __lp::SealedModel for Xor {}
    ::layerproof::__serde! {
        Xor
    }
    type Dense1 = ::layerproof::layers::Dense<
        f32,
        2,
        8,
        ::layerproof::activations::Relu,
    >;
    type Dropout1 = ::layerproof::layers::Dropout<
        f32,
        ::layerproof::shape::Features<8>,
        { 0.5f64.to_bits() },
    >;
    type Dense2 = ::layerproof::layers::Dense<f32, 8, 1>;
    #[allow(long_running_const_eval)]
    const PLACES: __lp::Places<3> = __lp::Places::new(
        &__lp::Graph {
            inputs: &[__lp::Input::of::<::layerproof::shape::Features<2>>("input")],
            nodes: &[
                __lp::Node::of::<Dense1>(0, &[0]),
                __lp::Node::of::<Dropout1>(1, &[1]),
                __lp::Node::of::<Dense2>(2, &[2]),
            ],
            outputs: &[3],
        },
    );
    impl __lp::Network for Xor {
        type Scalar = f32;
        type Inputs = ::layerproof::nalgebra::SVector<f32, 2>;
        type Outputs = ::layerproof::nalgebra::SVector<f32, 1>;
        type Arena = [f32; PLACES.len()];
        const ZERO: Self = Self {
            dense_1: __lp::Layer::ZERO,
            dropout_1: __lp::Layer::ZERO,
            dense_2: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<Dense1>("dense_1"),
            __lp::LayerInfo::of::<Dropout1>("dropout_1"),
            __lp::LayerInfo::of::<Dense2>("dense_2"),
        ];
        const PLAN: __lp::Plan = __lp::Plan::new(&PLACES);
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            mut values: __lp::Values<'_, Self, L, __R>,
        ) {
            values.call::<0, _>(&self.dense_1);
            values.call::<1, _>(&self.dropout_1);
            values.call::<2, _>(&self.dense_2);
        }
        fn parameters(&self, visit: &mut impl __lp::Visit<f32>) {
            visit.layer("dense_1", &self.dense_1);
            visit.layer("dropout_1", &self.dropout_1);
            visit.layer("dense_2", &self.dense_2);
        }
        fn parameters_mut<const __K: usize>(
            mut models: [&mut Self; __K],
            visit: &mut impl __lp::VisitMut<f32, __K>,
        ) {
            visit.layer("dense_1", models.each_mut().map(|model| &mut model.dense_1));
            visit
                .layer("dropout_1", models.each_mut().map(|model| &mut model.dropout_1));
            visit.layer("dense_2", models.each_mut().map(|model| &mut model.dense_2));
        }
    }
    impl __lp::Model for Xor {
        type Input = ::layerproof::nalgebra::SVector<f32, 2>;
        type Output = ::layerproof::nalgebra::SVector<f32, 1>;
        type Head = ::layerproof::activations::Linear<1>;
    }
    mod __train {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            dense_1: __lp::Entry<Dense1, __B>,
            dropout_1: __lp::Entry<Dropout1, __B>,
            dense_2: __lp::Entry<Dense2, __B>,
        }
        impl __lp::Passes for Xor {
            type Tape<const __B: usize> = Tape<__B>;
            const FUSES: &'static [bool] = &[true];
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.dense_1.initialize(rng);
                self.dropout_1.initialize(rng);
                self.dense_2.initialize(rng);
            }
            fn output<const __B: usize>(
                tape: &mut Tape<__B>,
                output: usize,
                rows: usize,
            ) -> (&[f32], &mut [f32]) {
                let _ = output;
                tape.dense_2.split(rows)
            }
            fn forward<const __B: usize>(
                &self,
                x: &[&[f32]],
                tape: &mut Tape<__B>,
                pass: &__lp::Pass<'_, impl __lp::Schedule>,
            ) {
                self.dense_1.forward(&[x[0]], &mut tape.dense_1, pass, 0);
                self.dropout_1
                    .forward(
                        &[tape.dense_1.outputs(pass.rows)],
                        &mut tape.dropout_1,
                        pass,
                        1,
                    );
                self.dense_2
                    .forward(
                        &[tape.dropout_1.outputs(pass.rows)],
                        &mut tape.dense_2,
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
                    let (y_1, dy_1) = tape.dropout_1.split(pass.rows);
                    self.dense_2
                        .backward(
                            &[y_1],
                            &mut tape.dense_2,
                            [Some(dy_1)],
                            &mut gradient.dense_2,
                            pass,
                            2,
                            pass.is_fused(0),
                        );
                }
                {
                    let (y_0, dy_0) = tape.dense_1.split(pass.rows);
                    self.dropout_1
                        .backward(
                            &[y_0],
                            &mut tape.dropout_1,
                            [Some(dy_0)],
                            &mut gradient.dropout_1,
                            pass,
                            1,
                            false,
                        );
                }
                {
                    let [dx_0] = __lp::gradients_of(dx, [0]);
                    self.dense_1
                        .backward(
                            &[x[0]],
                            &mut tape.dense_1,
                            [dx_0],
                            &mut gradient.dense_1,
                            pass,
                            0,
                            false,
                        );
                }
            }
        }
    }
};
