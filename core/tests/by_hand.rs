//! What `sequential!` expands into, written by hand: the contract between the macro and the crate.
#![cfg(all(feature = "train", feature = "std"))]
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
    use ::layerproof::__private as __lp;
    impl ::core::fmt::Debug for Overweight {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __lp::debug::<Self>("Overweight", f)
        }
    }
    impl __lp::SealedModel for Overweight {}
    ::layerproof::__serde! {
        Overweight
    }
    type Dense1 = ::layerproof::layers::Dense<f32, 2, 8, ::layerproof::activations::Relu>;
    type Dense2 = ::layerproof::layers::Dense<f32, 8, 1, ::layerproof::activations::Sigmoid>;
    #[allow(long_running_const_eval)]
    const PLACES: __lp::Places<2> = __lp::Places::new(&__lp::Graph {
        inputs: &[__lp::Input::of::<::layerproof::shape::Features<2>>("input")],
        nodes: &[__lp::Node::of::<Dense1>(0, &[0]), __lp::Node::of::<Dense2>(1, &[1])],
        outputs: &[2],
    });
    impl __lp::Network for Overweight {
        type Scalar = f32;
        type Inputs = ::layerproof::nalgebra::SVector<f32, 2>;
        type Outputs = ::layerproof::nalgebra::SVector<f32, 1>;
        type Arena = [f32; PLACES.len()];
        const ZERO: Self = Self {
            dense_1: __lp::Layer::ZERO,
            dense_2: __lp::Layer::ZERO,
        };
        const LAYERS: &'static [__lp::LayerInfo] = &[
            __lp::LayerInfo::of::<Dense1>("dense_1"),
            __lp::LayerInfo::of::<Dense2>("dense_2"),
        ];
        const PLAN: __lp::Plan = __lp::Plan::new(&PLACES);
        #[inline(always)]
        fn infer<L: __lp::Level, const __R: usize>(&self, mut values: __lp::Values<'_, Self, L, __R>) {
            values.call::<0, _>(&self.dense_1);
            values.call::<1, _>(&self.dense_2);
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
    impl __lp::Model for Overweight {
        type Input = ::layerproof::nalgebra::SVector<f32, 2>;
        type Output = ::layerproof::nalgebra::SVector<f32, 1>;
        type Head = ::layerproof::activations::Sigmoid<1>;
    }
    ::layerproof::__train! {
        use __lp::TrainLayer as _;
        /// What one tile of samples leaves between the two passes.
        #[derive(Clone, Copy, __lp::Zeroable)]
        #[bytemuck(crate = "::layerproof::__private::bytemuck")]
        #[repr(C)]
        pub struct Tape<const __B: usize> {
            dense_1: __lp::Entry<Dense1, __B>,
            dense_2: __lp::Entry<Dense2, __B>,
        }
        impl __lp::Passes for Overweight {
            type Tape<const __B: usize> = Tape<__B>;
            const FUSES: &'static [bool] = &[true];
            fn initialize<R: __lp::Rng + ?Sized>(&mut self, rng: &mut R) {
                self.dense_1.initialize(rng);
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
                self.dense_2
                    .forward(
                        &[tape.dense_1.outputs(pass.rows)],
                        &mut tape.dense_2,
                        pass,
                        1,
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
                    let (y_0, dy_0) = tape.dense_1.split(pass.rows);
                    self.dense_2
                        .backward(
                            &[y_0],
                            &mut tape.dense_2,
                            [Some(dy_0)],
                            &mut gradient.dense_2,
                            pass,
                            1,
                            pass.is_fused(0),
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
        (33, 24, 32)
    );
    assert_eq!(Anonymous::LAYERS[1].name.to_string(), "dense_2");
    assert_eq!(
        format!("{:?}", *copy),
        "Overweight { dense_1: Dense<8, Relu>, dense_2: Dense<1, Sigmoid> }"
    );
}
