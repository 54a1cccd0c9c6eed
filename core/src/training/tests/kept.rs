//! Parameters that training keeps but does not train: files know them, optimisers, moments and clipping do not.

use core::fmt;
use std::string::ToString as _;

use bytemuck::Zeroable;
use nalgebra::SVector;

use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::layers::{Dense, Ending, In, Layer, Out, ParameterInfo, TrainLayer};
use crate::losses::MeanSquaredError;
use crate::model::{Model, Network, Sequential};
use crate::optimizers::{Adam, Optimizer, Sgd, Velocity};
use crate::shape::Features;
use crate::summary::Summarize;
use crate::tape::Noise;
use crate::training::Train;
use crate::weights::Persist;

const WIDTH: usize = 3;

/// `y = (x - mean) · scale`: the scale is trained, the mean is kept.
///
/// What it adds to the gradient of the mean is far larger than any other gradient: a clipping that saw it would shrink all
/// others to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[repr(C)]
struct Center {
    scale: SVector<f32, WIDTH>,
    mean: SVector<f32, WIDTH>,
}

impl Layer for Center {
    type Scalar = f32;
    type Input = Features<WIDTH>;
    type Output = Features<WIDTH>;
    type Head<Previous: Head> = Linear<WIDTH>;

    const STEM: &'static str = "center";
    const ZERO: Self = Self {
        scale: SVector::from_array_storage(nalgebra::ArrayStorage([[0.0; WIDTH]])),
        mean: SVector::from_array_storage(nalgebra::ArrayStorage([[0.0; WIDTH]])),
    };
    const PARAMS: usize = 2 * WIDTH;
    const MACS: usize = WIDTH;
    const ENDING: Ending = Ending::Other;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Center")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        for (i, y) in y.iter_mut().enumerate() {
            *y = (x[i] - self.mean[i]) * self.scale[i];
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[f32])) {
        visit(ParameterInfo::trained("scale", &[WIDTH]), self.scale.as_slice());
        visit(ParameterInfo::kept("mean", &[WIDTH]), self.mean.as_slice());
    }

    fn parameters_mut<const K: usize>(
        mut layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [f32]; K]),
    ) {
        let scales = layers.each_mut().map(|layer| layer.scale.as_mut_slice());
        visit(ParameterInfo::trained("scale", &[WIDTH]), scales);
        let means = layers.map(|layer| layer.mean.as_mut_slice());
        visit(ParameterInfo::kept("mean", &[WIDTH]), means);
    }
}

impl TrainLayer for Center {
    type Saved = ();
    type Tape<const B: usize> = ();

    fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {
        self.scale.fill(1.0);
        self.mean.fill(0.0);
    }

    fn compute<L: Level>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
        for (x, y) in x.iter().zip(y) {
            self.infer(level, x, y);
        }
    }

    fn differentiate<L: Level>(
        &self,
        _: L,
        x: &[In<Self>],
        _: &[Out<Self>],
        _: &[()],
        dy: &mut [Out<Self>],
        mut dx: Option<&mut [In<Self>]>,
        gradient: &mut Self,
        _: bool,
    ) {
        for (row, (x, dy)) in x.iter().zip(dy).enumerate() {
            for i in 0..WIDTH {
                gradient.scale[i] += (x[i] - self.mean[i]) * dy[i];
                gradient.mean[i] += 1e6;
                if let Some(dx) = &mut dx {
                    dx[row][i] = dy[i] * self.scale[i];
                }
            }
        }
    }
}

type Net = Sequential<(Dense<f32, 2, WIDTH>, (Center, (Dense<f32, WIDTH, 1>, ())))>;

const X: [[f32; 2]; 4] = [[0.0, 0.3], [0.5, -1.0], [1.0, 2.0], [-0.7, 0.1]];
const Y: [f32; 4] = [1.0, -0.5, 2.0, 0.25];

fn drawn() -> Net {
    let mut net = Net::new(7);
    net.0.1.0.mean = SVector::from([0.25, -0.5, 0.125]);
    net
}

/// Trains, and gives the model; the kept numbers must be as they were, all trained ones changed.
fn trained(optimizer: impl Optimizer<Itself: fmt::Debug>) -> Net {
    let before = drawn();
    let mut net = before;
    let mut compiled = net.compile(MeanSquaredError::new(), optimizer, ());
    for _ in 0..5 {
        compiled.train_step(&X, &Y).unwrap();
    }
    assert_eq!(net.0.1.0.mean, before.0.1.0.mean);
    let (mut net_then, mut before_then) = (net, before);
    Net::parameters_mut(
        [&mut net_then, &mut before_then],
        &mut |layer, parameter, [now, then]| {
            assert_eq!(now != then, parameter.is_trained(), "{layer}.{parameter}");
        },
    );
    net
}

#[test]
fn no_optimizer_moves_what_is_kept() {
    trained(Sgd::new(0.05));
    trained(Sgd::new(0.05).weight_decay(0.1));
    trained(Sgd::new(0.05).momentum(0.9).weight_decay(0.1));
    trained(Sgd::new(0.05).momentum(0.9).nesterov(true));
    trained(Adam::new(0.01));
    trained(Adam::new(0.01).weight_decay(0.1));
    trained(Adam::new(0.01).amsgrad().weight_decay(0.1));
}

/// Of each slot that the optimiser remembers, the kept numbers stay zero.
#[test]
fn moments_of_what_is_kept_stay_zero() {
    let (mut net, mut gradient) = (drawn(), Net::ZERO);
    Net::parameters_mut([&mut gradient], &mut |_, _, [values]| values.fill(3.0));
    let mut velocity: Velocity<Net> = Zeroable::zeroed();
    let mut moments = [Net::ZERO; 2];
    let mut moments_and_largest = [Net::ZERO; 3];
    assert!(
        Sgd::new(0.05)
            .momentum(0.9)
            .step(&mut net, &mut gradient, &mut velocity)
    );
    assert!(Adam::new(0.01).step(&mut net, &mut gradient, &mut moments));
    assert!(
        Adam::new(0.01)
            .amsgrad()
            .step(&mut net, &mut gradient, &mut moments_and_largest)
    );
    for slot in moments.iter().chain(&moments_and_largest).chain([&velocity.0]) {
        slot.parameters(&mut |layer, parameter: ParameterInfo, values: &[f32]| {
            let is_zero = values.iter().all(|value| *value == 0.0);
            assert_eq!(is_zero, !parameter.is_trained(), "{layer}.{parameter}");
        });
    }
}

/// A gradient of 10⁶ for what is kept takes no part in any norm: clipping at a limit that no gradient of a trained parameter
/// reaches gives the bits of no clipping.
#[test]
fn clipping_does_not_see_what_is_kept() {
    let plain = trained(Sgd::new(0.05));
    assert!(trained(Sgd::new(0.05).global_clipnorm(1e3)) == plain);
    assert!(trained(Sgd::new(0.05).clipnorm(1e3)) == plain);
    assert!(trained(Sgd::new(0.05).clipvalue(1e3)) == plain);
    assert!(
        trained(Sgd::new(0.05).global_clipnorm(0.1)) != plain,
        "a limit that is reached"
    );
}

/// The same without what is kept.
type Without = Sequential<(
    Dense<f32, 2, WIDTH>,
    (Dense<f32, WIDTH, WIDTH>, (Dense<f32, WIDTH, 1>, ())),
)>;

#[test]
fn files_hold_what_is_kept() {
    let net = trained(Adam::new(0.01));
    let bytes = net.to_bytes();
    let mut loaded = Net::zeros();
    loaded.load_from(&bytes).unwrap();
    assert!(loaded == net);
    assert_eq!(loaded.0.1.0.mean, SVector::from([0.25, -0.5, 0.125]));
    assert_eq!(loaded.predict(&X[1]), net.predict(&X[1]));

    // A file without them does not fit.
    let error = loaded.load_from(&Without::new(1).to_bytes()).unwrap_err().to_string();
    assert!(error.contains("center_1.mean"), "{error}");
    assert!(loaded == net, "a failure leaves the model as it was");
}

#[test]
fn the_table_counts_what_is_kept() {
    assert_eq!(Net::PARAMS, (2 * 3 + 3) + 6 + (3 + 1));
    assert!(Net::summary().to_string().contains("Center"));
}
