//! What `sequential!` expands into, written by hand: the contract between the macro and the crate.
#![cfg(feature = "train")]
#![allow(
    unused_qualifications,
    missing_debug_implementations,
    reason = "as the macro writes it, which must hold wherever it stands"
)]

use layerproof::prelude::*;

/// Is this adult overweight?
///
/// | layer | output | parameters |
/// |---|---|---|
/// | `dense_1`: `Dense<8, Relu>` | 8 | 24 |
/// | `dense_2`: `Dense<1, Sigmoid>` | 1 | 9 |
#[derive(Clone, Copy, PartialEq, ::layerproof::__private::Zeroable)]
#[bytemuck(crate = "::layerproof::__private::bytemuck")]
#[repr(C)]
pub struct Overweight {
    /// `Dense<8, Relu>`
    pub dense_1: ::layerproof::layers::Dense<f32, 2, 8, ::layerproof::activations::Relu>,
    /// `Dense<1, Sigmoid>`
    pub dense_2: ::layerproof::layers::Dense<f32, 8, 1, ::layerproof::activations::Sigmoid>,
}

impl Overweight {
    /// The model with all parameters zero.
    pub const fn zeros() -> Self {
        ::layerproof::__private::zeros()
    }
}

const _: () = {
    use ::layerproof::__private::{self as __lp, Chain as _};

    impl ::core::fmt::Debug for Overweight {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Overweight", f)
        }
    }

    ::layerproof::__serde! { Overweight }

    impl __lp::Model for Overweight {
        type Scalar = f32;
        type Input = ::layerproof::nalgebra::SVector<f32, 2>;
        type Output = ::layerproof::nalgebra::SVector<f32, 1>;
        type Head = ::layerproof::activations::Sigmoid<1>;

        const ZERO: Self = Self {
            dense_1: __lp::Layer::ZERO,
            dense_2: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<::layerproof::layers::Dense<f32, 2, 8, ::layerproof::activations::Relu>>("dense_1"),
            __lp::LayerInfo::of::<::layerproof::layers::Dense<f32, 8, 1, ::layerproof::activations::Sigmoid>>(
                "dense_2",
            ),
        ];

        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(
            &self,
            level: L,
            x: &[&__lp::InputArray<Self>; __R],
        ) -> [__lp::OutputArray<Self>; __R] {
            __lp::Begin(x).then(&self.dense_1).then(&self.dense_2).infer(level)
        }

        fn parameters(&self, visit: &mut impl __lp::Visit<f32>) {
            visit.layer("dense_1", &self.dense_1);
            visit.layer("dense_2", &self.dense_2);
        }

        fn parameters_mut<const __K: usize>(mut models: [&mut Self; __K], visit: &mut impl __lp::VisitMut<f32, __K>) {
            visit.layer("dense_1", models.each_mut().map(|model| &mut model.dense_1));
            visit.layer("dense_2", models.each_mut().map(|model| &mut model.dense_2));
        }
    }

    ::layerproof::__train! {
        use __lp::TrainLayer as _;

        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            dense_1: __lp::Record<::layerproof::layers::Dense<f32, 2, 8, ::layerproof::activations::Relu>, __B>,
            dense_2: __lp::Record<::layerproof::layers::Dense<f32, 8, 1, ::layerproof::activations::Sigmoid>, __B>,
        }

        impl __lp::Passes for Overweight {
            type Last = ::layerproof::layers::Dense<f32, 8, 1, ::layerproof::activations::Sigmoid>;
            type Tape<const __B: usize> = Tape<__B>;

            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.dense_1.initialize(rng);
                self.dense_2.initialize(rng);
            }

            fn last<const __B: usize>(tape: &mut Tape<__B>) -> &mut __lp::Record<Self::Last, __B> {
                &mut tape.dense_2
            }

            fn forward<const __B: usize>(&self, x: &[__lp::InputArray<Self>], tape: &mut Tape<__B>, pass: &mut __lp::Pass) {
                self.dense_1.forward(x, &mut tape.dense_1, pass);
                self.dense_2.forward(tape.dense_1.outputs(), &mut tape.dense_2, pass);
            }

            fn backward<const __B: usize>(
                &self,
                x: &[__lp::InputArray<Self>],
                tape: &mut Tape<__B>,
                gradient: &mut Self,
                pass: &mut __lp::Pass,
            ) {
                self.dense_2.backward(tape.dense_1.below(), &mut tape.dense_2, &mut gradient.dense_2, pass);
                self.dense_1.backward(__lp::Below::data(x), &mut tape.dense_1, &mut gradient.dense_1, pass);
            }
        }
    }
};

type Anonymous = ::layerproof::Sequential<(
    ::layerproof::layers::Dense<f32, 2, 8, ::layerproof::activations::Relu>,
    (::layerproof::layers::Dense<f32, 8, 1>, ()),
)>;

static ZEROS: Overweight = Overweight::zeros();

#[test]
fn both_forms_predict_and_learn() {
    let mut rng = SmallRng::seed_from_u64(7);
    let mut model = Anonymous::random(&mut rng);
    let x = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let y = [0.0, 1.0, 1.0, 0.0];
    let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.2), ());
    let first = compiled.train_step(&x, &y).unwrap();
    let last = (0..2000).map(|_| compiled.train_step(&x, &y).unwrap()).last().unwrap();
    assert!(last < 0.01 && last < first, "{first} to {last}");
    let p: SVector<f32, 1> = model.predict(&[0.0, 1.0]);
    assert!(p[0] > 0.8);

    assert_eq!(ZEROS.predict(&[0.4, 0.7])[0], 0.5);
    let mut model = Overweight::boxed_random(&mut rng);
    let copy = model.clone();
    model
        .compile(Unpaired(MeanSquaredError::new()), Sgd::new(0.2), ())
        .train_step(&x, &[true; 4])
        .unwrap();
    assert!(*copy != *model);
    assert_eq!(
        (Overweight::PARAMS, Overweight::MACS, Overweight::SCRATCH_BYTES),
        (33, 24, 36)
    );
    assert_eq!(Anonymous::LAYERS[1].name.to_string(), "dense_2");
    assert_eq!(
        format!("{:?}", *copy),
        "Overweight { dense_1: Dense<8, Relu>, dense_2: Dense<1, Sigmoid> }"
    );
}
