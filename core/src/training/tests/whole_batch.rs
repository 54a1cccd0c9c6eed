//! A mini-batch that a layer needs as a whole: its results are those of the whole mini-batch, whatever tiles and threads.

#[cfg(feature = "std")]
use std::vec::Vec;

use super::normalize::Normalize;
#[cfg(feature = "std")]
use super::normalize::normalize;
use crate::activations::Tanh;
use crate::error::TrainingError;
use crate::kernels::mix;
use crate::layers::{Dense, SubModel};
use crate::losses::MeanSquaredError;
use crate::model::{Network, Sequential};
use crate::optimizers::{Adam, Sgd};
use crate::training::{Train, Workspace};

const SAMPLES: usize = 100;

/// Numbers from -1 to 1.
pub(super) fn numbers<const N: usize, const COUNT: usize>(seed: u64) -> [[f64; N]; COUNT] {
    core::array::from_fn(|i| {
        core::array::from_fn(|j| (mix(seed ^ mix((i * N + j) as u64)) >> 32) as f64 / f64::from(1_u32 << 31) - 1.0)
    })
}

/// Two layers of the kind, one after the other and nothing else: no sum over samples but theirs.
type Pure = Sequential<(Normalize<3>, (Normalize<3>, ()))>;

/// Three steps in a workspace of the caller's with room for `B` samples.
fn straight<const B: usize>() -> (Pure, [f64; 3]) {
    let (x, y) = (numbers::<3, SAMPLES>(1), numbers::<3, SAMPLES>(2));
    let mut model = Pure::new(7);
    let mut workspace = Workspace::<Pure, Adam, B>::zeros();
    let mut compiled = model.compile_in(&mut workspace, MeanSquaredError::new(), Adam::new(0.1), ());
    let losses = [(); 3].map(|()| compiled.train_step(&x, &y).unwrap());
    (model, losses)
}

/// Without std, or without an allocation, a mini-batch is one tile: any room gives the same bits, and too little is an error
/// that changes nothing.
#[test]
fn one_tile_needs_no_allocation() {
    let (model, losses) = straight::<SAMPLES>();
    assert!(losses[2] < losses[0], "{losses:?}");
    assert_eq!(straight::<128>(), (model, losses));

    let (x, y) = (numbers::<3, SAMPLES>(1), numbers::<3, SAMPLES>(2));
    let mut model = Pure::new(7);
    let mut workspace = Workspace::<Pure, Sgd, 32>::zeros();
    let mut compiled = model.compile_in(&mut workspace, MeanSquaredError::new(), Sgd::new(0.1), ());
    let fault = compiled.train_step(&x, &y).unwrap_err();
    assert_eq!(
        fault,
        TrainingError::BatchTooLarge {
            samples: SAMPLES,
            tile: 32
        }
    );
    assert!(model == Pure::new(7), "nothing was changed");
}

#[test]
fn barriers_are_counted_through_models() {
    assert_eq!((Pure::BARRIERS, Net::BARRIERS), (2, 2));
    assert_eq!(Sequential::<(Dense<f64, 3, 2>, ())>::BARRIERS, 0);
}

/// A dense layer, a model that is a layer, the layer once more, and a dense layer.
type Inner = Sequential<(Dense<f64, 4, 4, Tanh>, (Normalize<4>, ()))>;
type Net = Sequential<(
    Dense<f64, 3, 4, Tanh>,
    (SubModel<Inner>, (Normalize<4>, (Dense<f64, 4, 2>, ()))),
)>;

#[cfg(feature = "std")]
mod with_std {
    use super::*;
    use crate::layers::{Layer, ParameterInfo};
    use crate::training::Compiled;
    use crate::training::compiled::Storage;

    /// Three steps with a workspace on the heap, in tiles of `B`.
    fn in_tiles<const B: usize>() -> (Pure, [f64; 3]) {
        let (x, y) = (numbers::<3, SAMPLES>(1), numbers::<3, SAMPLES>(2));
        let mut model = Pure::new(7);
        let mut compiled = Compiled::<_, _, _, (), B>::boxed(
            Storage::Borrowed(&mut model),
            MeanSquaredError::new(),
            Adam::new(0.1),
            (),
        );
        let losses = [(); 3].map(|()| compiled.train_step(&x, &y).unwrap());
        drop(compiled);
        (model, losses)
    }

    #[test]
    fn the_size_of_tiles_changes_no_bit() {
        let one = straight::<SAMPLES>();
        assert_eq!(in_tiles::<1>(), one);
        assert_eq!(in_tiles::<7>(), one);
        assert_eq!(in_tiles::<32>(), one);
        assert_eq!(in_tiles::<99>(), one);
        assert_eq!(in_tiles::<SAMPLES>(), one);
    }

    /// The loss of the whole mini-batch, layer by layer over all samples.
    fn direct_loss(net: &Net, x: &[[f64; 3]], y: &[[f64; 2]]) -> f64 {
        let (first, (inner, (second, (last, ())))) = &net.0;
        let (hidden, (inner, ())) = &inner.0.0;
        let values: Vec<_> = x.iter().map(|x| hidden.call(&first.call(x))).collect();
        let values = normalize(second, &normalize(inner, &values));
        let squares = values.iter().zip(y).map(|(values, y)| {
            let output = last.call(values);
            (output[0] - y[0]) * (output[0] - y[0]) + (output[1] - y[1]) * (output[1] - y[1])
        });
        squares.sum::<f64>() / (2 * x.len()) as f64
    }

    /// One step of descent at rate 1: what is taken off each trained parameter is its gradient.
    fn step<const B: usize>(x: &[[f64; 3]], y: &[[f64; 2]]) -> (f64, Net) {
        let mut net = Net::new(3);
        let mut compiled =
            Compiled::<_, _, _, (), B>::boxed(Storage::Borrowed(&mut net), MeanSquaredError::new(), Sgd::new(1.0), ());
        let loss = compiled.train_step(x, y).unwrap();
        drop(compiled);
        (loss, net)
    }

    #[test]
    fn values_and_gradients_are_those_of_the_whole_mini_batch() {
        let (x, y) = (numbers::<3, SAMPLES>(1), numbers::<2, SAMPLES>(2));
        let before = Net::new(3);
        let expected = direct_loss(&before, &x, &y);
        for (loss, after) in [step::<32>(&x, &y), step::<5>(&x, &y), step::<SAMPLES>(&x, &y)] {
            assert!((loss - expected).abs() < 1e-13, "{loss} against {expected}");
            let mut places = Vec::new();
            before.parameters(&mut |layer, parameter: ParameterInfo, values: &[f64]| {
                places.push((layer, parameter, values.len()));
            });
            for (at, &(layer, parameter, len)) in places.iter().enumerate() {
                for i in 0..len {
                    let number = |net: &Net| {
                        let (mut number, mut here) = (0.0, 0);
                        net.parameters(&mut |_, _: ParameterInfo, values: &[f64]| {
                            if here == at {
                                number = values[i];
                            }
                            here += 1;
                        });
                        number
                    };
                    let (old, new) = (number(&before), number(&after));
                    if !parameter.is_trained() {
                        assert_ne!(old, new, "{layer}.{parameter}[{i}] follows the mini-batches");
                        continue;
                    }
                    let shifted = |by: f64| {
                        let (mut net, mut here) = (before, 0);
                        Net::parameters_mut([&mut net], &mut |_, _: ParameterInfo, [values]: [&mut [f64]; 1]| {
                            if here == at {
                                values[i] += by;
                            }
                            here += 1;
                        });
                        direct_loss(&net, &x, &y)
                    };
                    let difference = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
                    let gradient = old - new;
                    assert!(
                        (gradient - difference).abs() < 1e-8 * (1.0 + difference.abs()),
                        "{layer}.{parameter}[{i}]: {gradient} against {difference}"
                    );
                }
            }
        }
    }

    /// The mean that the first layer keeps is a tenth of the way to that of the mini-batch, once.
    #[test]
    fn what_is_kept_changes_once_a_mini_batch() {
        let x = numbers::<3, SAMPLES>(1);
        let (model, _) = {
            let mut model = Pure::new(7);
            let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.0).weight_decay(0.5), ());
            let loss = compiled.train_step(&x, &numbers::<3, SAMPLES>(2)).unwrap();
            drop(compiled);
            (model, loss)
        };
        for i in 0..3 {
            let mean = x.iter().map(|x| x[i]).sum::<f64>() / SAMPLES as f64;
            let kept = model.0.0.moving_mean[i];
            assert!((kept - 0.1 * mean).abs() < 1e-15, "{kept}, the mean is {mean}");
        }
    }

    /// A tile more or less in the next mini-batch: what one leaves behind is nothing to the next.
    #[test]
    fn mini_batches_of_any_size_follow_each_other() {
        let (x, y) = (numbers::<3, SAMPLES>(1), numbers::<3, SAMPLES>(2));
        let learn = |model: &mut Pure, sizes: &[usize]| {
            let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.5), ());
            for &size in sizes {
                compiled.train_step(&x[..size], &y[..size]).unwrap();
            }
        };
        let (mut one, mut other) = (Pure::new(7), Pure::new(7));
        learn(&mut one, &[100, 10, 70, 32, 33]);
        for size in [100, 10, 70, 32, 33] {
            learn(&mut other, &[size]);
        }
        assert_eq!(one, other);
    }

    #[cfg(feature = "rayon")]
    mod on_threads {
        use super::*;

        const MANY: usize = 600;
        type Wide = Sequential<(
            Dense<f64, 3, 64, Tanh>,
            (
                Normalize<64>,
                (Dense<f64, 64, 24>, (Normalize<24>, (Dense<f64, 24, 2>, ()))),
            ),
        )>;

        fn on(threads: usize) -> (Wide, [f64; 2]) {
            let (x, y) = (numbers::<3, MANY>(1), numbers::<2, MANY>(2));
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut model = Wide::new(3);
                let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.01), ());
                assert!(compiled.is_for_all_cores(MANY), "a mini-batch that is cut");
                let losses = [(); 2].map(|()| compiled.train_step(&x, &y).unwrap());
                drop(compiled);
                (model, losses)
            })
        }

        #[test]
        fn the_number_of_threads_changes_no_bit() {
            let (model, losses) = on(1);
            assert!(losses[1] < losses[0], "{losses:?}");
            for threads in [2, 5] {
                assert!(on(threads) == (model, losses), "{threads} threads");
            }
            // The same mini-batch as one tile: the sums over the parts are rounded otherwise, and nothing else.
            let (x, y) = (numbers::<3, MANY>(1), numbers::<2, MANY>(2));
            let mut whole = Wide::new(3);
            let mut workspace = Workspace::<Wide, Adam, MANY>::boxed();
            let loss = whole
                .compile_in(&mut workspace, MeanSquaredError::new(), Adam::new(0.01), ())
                .train_step(&x, &y)
                .unwrap();
            assert!((loss - losses[0]).abs() < 1e-14, "{loss} against {}", losses[0]);
        }
    }
}
