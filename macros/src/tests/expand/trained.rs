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
    use ::layerproof::__private::{self as __lp, Chain as _};
    impl ::core::fmt::Debug for Xor {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Xor", f)
        }
    }
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
    impl __lp::Model for Xor {
        type Scalar = f32;
        type Input = ::layerproof::nalgebra::SVector<f32, 2>;
        type Output = ::layerproof::nalgebra::SVector<f32, 1>;
        type Head = ::layerproof::activations::Linear<1>;
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
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            level: L,
            x: &[&__lp::InputArray<Self>; __R],
        ) -> [__lp::OutputArray<Self>; __R] {
            __lp::Begin(x)
                .then(&self.dense_1)
                .then(&self.dropout_1)
                .then(&self.dense_2)
                .infer(level)
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
    mod __train {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            dense_1: __lp::Record<Dense1, __B>,
            dropout_1: __lp::Record<Dropout1, __B>,
            dense_2: __lp::Record<Dense2, __B>,
        }
        impl __lp::Passes for Xor {
            type Last = Dense2;
            type Tape<const __B: usize> = Tape<__B>;
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.dense_1.initialize(rng);
                self.dropout_1.initialize(rng);
                self.dense_2.initialize(rng);
            }
            fn last<const __B: usize>(
                tape: &mut Tape<__B>,
            ) -> &mut __lp::Record<Self::Last, __B> {
                &mut tape.dense_2
            }
            fn forward<const __B: usize>(
                &self,
                x: &[__lp::InputArray<Self>],
                tape: &mut Tape<__B>,
                pass: &mut __lp::Pass,
            ) {
                self.dense_1.forward(x, &mut tape.dense_1, pass);
                self.dropout_1
                    .forward(tape.dense_1.outputs(), &mut tape.dropout_1, pass);
                self.dense_2.forward(tape.dropout_1.outputs(), &mut tape.dense_2, pass);
            }
            fn backward<const __B: usize>(
                &self,
                x: &[__lp::InputArray<Self>],
                tape: &mut Tape<__B>,
                gradient: &mut Self,
                pass: &mut __lp::Pass,
            ) {
                self.dense_2
                    .backward(
                        tape.dropout_1.below(),
                        &mut tape.dense_2,
                        &mut gradient.dense_2,
                        pass,
                    );
                self.dropout_1
                    .backward(
                        tape.dense_1.below(),
                        &mut tape.dropout_1,
                        &mut gradient.dropout_1,
                        pass,
                    );
                self.dense_1
                    .backward(
                        __lp::Below::data(x),
                        &mut tape.dense_1,
                        &mut gradient.dense_1,
                        pass,
                    );
            }
        }
    }
};
