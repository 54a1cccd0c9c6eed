//! A graph with a layer that needs the whole mini-batch in one of its branches, as `functional!` would write it.

use bytemuck::Zeroable;
use nalgebra::SVector;
use std::vec::Vec;

use super::normalize::{Normalize, normalize};
use super::whole_batch::numbers;
use crate::__private as lp;
use crate::activations::{Linear, Tanh};
use crate::layers::{Add, Dense, Layer, ParameterInfo, TrainLayer};
use crate::losses::MeanSquaredError;
use crate::model::{Network, Visit, VisitMut};
use crate::optimizers::Sgd;
use crate::shape::Features;
use crate::training::compiled::Storage;
use crate::training::{Compiled, Train};

type First = Dense<f64, 3, 3, Tanh>;
type Both = Add<f64, Features<3>, 2>;
type Last = Dense<f64, 3, 2>;

/// `last(hidden + normalize(hidden))` with `hidden = first(x)`.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[repr(C)]
struct Residual {
    first: First,
    normalize: Normalize<3>,
    both: Both,
    last: Last,
}

const PLACES: lp::Places<4> = lp::Places::new(&lp::Graph {
    inputs: &[lp::Input::of::<Features<3>>("input")],
    nodes: &[
        lp::Node::of::<First>(0, &[0]),
        lp::Node::of::<Normalize<3>>(1, &[1]),
        lp::Node::of::<Both>(2, &[1, 2]),
        lp::Node::of::<Last>(3, &[3]),
    ],
    outputs: &[4],
});

impl crate::model::SealedModel for Residual {}

impl Network for Residual {
    type Scalar = f64;
    type Inputs = SVector<f64, 3>;
    type Outputs = SVector<f64, 2>;
    type Arena = [f64; PLACES.len()];
    const ZERO: Self = Self {
        first: Layer::ZERO,
        normalize: Layer::ZERO,
        both: Layer::ZERO,
        last: Layer::ZERO,
    };
    const LAYERS: &'static [lp::LayerInfo] = &[
        lp::LayerInfo::of::<First>("first"),
        lp::LayerInfo::of::<Normalize<3>>("normalize"),
        lp::LayerInfo::of::<Both>("both"),
        lp::LayerInfo::of::<Last>("last"),
    ];
    const PLAN: lp::Plan = lp::Plan::new(&PLACES);

    #[inline(always)]
    fn infer<L: lp::Level, const R: usize>(&self, mut values: lp::Values<'_, Self, L, R>) {
        values.call::<0, _>(&self.first);
        values.call::<1, _>(&self.normalize);
        values.call::<2, _>(&self.both);
        values.call::<3, _>(&self.last);
    }

    fn parameters(&self, visit: &mut impl Visit<f64>) {
        visit.layer("first", &self.first);
        visit.layer("normalize", &self.normalize);
        visit.layer("both", &self.both);
        visit.layer("last", &self.last);
    }

    fn parameters_mut<const K: usize>(mut models: [&mut Self; K], visit: &mut impl VisitMut<f64, K>) {
        visit.layer("first", models.each_mut().map(|model| &mut model.first));
        visit.layer("normalize", models.each_mut().map(|model| &mut model.normalize));
        visit.layer("both", models.each_mut().map(|model| &mut model.both));
        visit.layer("last", models.each_mut().map(|model| &mut model.last));
    }
}

impl lp::Model for Residual {
    type Input = SVector<f64, 3>;
    type Output = SVector<f64, 2>;
    type Head = Linear<2>;
}

#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(C)]
struct Tape<const B: usize> {
    first: lp::Entry<First, B>,
    normalize: lp::Entry<Normalize<3>, B>,
    both: lp::Entry<Both, B>,
    last: lp::Entry<Last, B>,
    more_0_1: lp::Gradients<First, B>,
}

impl lp::Passes for Residual {
    type Tape<const B: usize> = Tape<B>;
    const FUSES: &'static [bool] = &[true];

    fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
        self.first.initialize(rng);
        self.normalize.initialize(rng);
        self.both.initialize(rng);
        self.last.initialize(rng);
    }

    fn output<const B: usize>(tape: &mut Tape<B>, _: usize, rows: usize) -> (&[f64], &mut [f64]) {
        tape.last.split(rows)
    }

    fn forward<const B: usize>(&self, x: &[&[f64]], tape: &mut Tape<B>, pass: &lp::Pass<'_, impl lp::Schedule>) {
        self.first.forward(&[x[0]], &mut tape.first, pass, 0);
        self.normalize
            .forward(&[tape.first.outputs(pass.rows)], &mut tape.normalize, pass, 1);
        self.both.forward(
            &[tape.first.outputs(pass.rows), tape.normalize.outputs(pass.rows)],
            &mut tape.both,
            pass,
            2,
        );
        self.last
            .forward(&[tape.both.outputs(pass.rows)], &mut tape.last, pass, 3);
    }

    fn backward<const B: usize>(
        &self,
        x: &[&[f64]],
        dx: &mut [Option<&mut [f64]>],
        tape: &mut Tape<B>,
        gradient: &mut Self,
        pass: &lp::Pass<'_, impl lp::Schedule>,
    ) {
        {
            let (y_2, dy_2) = tape.both.split(pass.rows);
            let is_fused = pass.is_fused(0);
            self.last.backward(
                &[y_2],
                &mut tape.last,
                [Some(dy_2)],
                &mut gradient.last,
                pass,
                3,
                is_fused,
            );
        }
        {
            let (y_0, dy_0) = tape.first.split(pass.rows);
            let (y_1, dy_1) = tape.normalize.split(pass.rows);
            self.both.backward(
                &[y_0, y_1],
                &mut tape.both,
                [Some(dy_0), Some(dy_1)],
                &mut gradient.both,
                pass,
                2,
                false,
            );
        }
        {
            let y_0 = tape.first.outputs(pass.rows);
            self.normalize.backward(
                &[y_0],
                &mut tape.normalize,
                [Some(tape.more_0_1.numbers(pass.rows))],
                &mut gradient.normalize,
                pass,
                1,
                false,
            );
            tape.first.add(&tape.more_0_1, pass);
        }
        {
            let [dx_0] = lp::gradients_of(dx, [0]);
            self.first
                .backward(&[x[0]], &mut tape.first, [dx_0], &mut gradient.first, pass, 0, false);
        }
    }
}

const SAMPLES: usize = 50;

fn direct_loss(model: &Residual, x: &[[f64; 3]], y: &[[f64; 2]]) -> f64 {
    let hidden: Vec<_> = x.iter().map(|x| model.first.call(x)).collect();
    let normalized = normalize(&model.normalize, &hidden);
    let squares = hidden.iter().zip(&normalized).zip(y).map(|((hidden, normalized), y)| {
        let sum = core::array::from_fn(|i| hidden[i] + normalized[i]);
        let output = model.last.call(&sum);
        (output[0] - y[0]) * (output[0] - y[0]) + (output[1] - y[1]) * (output[1] - y[1])
    });
    squares.sum::<f64>() / (2 * x.len()) as f64
}

fn step<const B: usize>(x: &[[f64; 3]], y: &[[f64; 2]]) -> (f64, Residual) {
    let mut model = Residual::new(3);
    let mut compiled = Compiled::<_, _, _, (), B>::boxed(
        Storage::Borrowed(&mut model),
        MeanSquaredError::new(),
        Sgd::new(1.0),
        (),
    );
    let loss = compiled.train_step(x, y).unwrap();
    drop(compiled);
    (loss, model)
}

#[test]
fn a_branch_that_waits_gives_the_gradients_of_the_whole_mini_batch() {
    let (x, y) = (numbers::<3, SAMPLES>(5), numbers::<2, SAMPLES>(6));
    let before = Residual::new(3);
    let expected = direct_loss(&before, &x, &y);
    for (loss, after) in [step::<32>(&x, &y), step::<7>(&x, &y), step::<SAMPLES>(&x, &y)] {
        assert!((loss - expected).abs() < 1e-13, "{loss} against {expected}");
        let (mut old, mut new) = (before, after);
        let mut gradients = Vec::new();
        Residual::parameters_mut(
            [&mut old, &mut new],
            &mut |_, parameter: ParameterInfo, [old, new]: [&mut [f64]; 2]| {
                let all = old.iter().zip(&*new).map(|(old, new)| old - new);
                gradients.push((parameter, all.collect::<Vec<_>>()));
            },
        );
        for (at, (parameter, gradients)) in gradients.iter().enumerate() {
            for (i, gradient) in gradients.iter().enumerate().filter(|_| parameter.is_trained()) {
                let shifted = |by: f64| {
                    let (mut model, mut here) = (before, 0);
                    Residual::parameters_mut([&mut model], &mut |_, _: ParameterInfo, [values]: [&mut [f64]; 1]| {
                        if here == at {
                            values[i] += by;
                        }
                        here += 1;
                    });
                    direct_loss(&model, &x, &y)
                };
                let difference = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
                assert!(
                    (gradient - difference).abs() < 1e-8 * (1.0 + difference.abs()),
                    "{parameter} {at}[{i}]: {gradient} against {difference}"
                );
            }
        }
    }
}
