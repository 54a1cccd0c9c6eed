//! Streams: the bits of a prediction over the whole sequence, in blocks of any length, and how long a step takes.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use layerproof::layers::{Conv1d, Layer, Taps};
use layerproof::prelude::*;
use layerproof::shape::{Array, Shape, Value};
use layerproof::{State, Stream, Streams};
use layerproof_tests::differences::noise;
use layerproof_tests::tile::samples;

const STEPS: usize = 600;

// The layers of a sound effect: causal convolutions, of which one sees further back than the sequence goes, and a memory.
sequential! {
    struct Effect {
        Input<STEPS, 1>,
        Conv1d<4, 3, Tanh, padding = Causal>,
        Conv1d<6, 3, padding = Causal, dilation_rate = 8, groups = 2>,
        LayerNormalization,
        Activation<Softmax>,
        Conv1d<3, 2, Relu, padding = Causal, dilation_rate = 700, use_bias = false>,
        Rescaling<0.5, offset = 0.1>,
        Gru<5, return_sequences = true, reset_after = false>,
        Dropout<0.1>,
        TimeDistributed<Dense<4, Gelu>>,
        RmsNormalization,
        BatchNormalization,
        UnitNormalization,
        SpatialDropout1d<0.2>,
        GaussianNoise<0.2>,
        Identity,
        SimpleRnn<3, Relu, return_sequences = true>,
        Lstm<2, return_sequences = true>,
    }
}

functional! {
    fn Wave(input: Input<STEPS, 2, dtype = f64>) -> output {
        let twice = Conv1d<2, 3, Tanh, padding = Causal, dilation_rate = 2>;
        let first = twice(input);
        let second = twice(first);
        let sum = Add(first, second);
        let product = Multiply(sum, input);
        let wide = Concatenate(product, second, input);
        let larger = Maximum(wide, Minimum(wide, Relu(wide)));
        let mean = Average(larger, Subtract(wide, larger));
        let output = TimeDistributed<Dense<3>>(mean);
    }
}

sequential! {
    struct Outer {
        Input<STEPS, 1>,
        Conv1d<2, 1>,
        Conv1d<1, 2, padding = Causal>,
        Model<Inner>,
        Lstm<2, return_sequences = true>,
    }
}

sequential! {
    struct Inner {
        Input<STEPS, 1>,
        Gru<3, return_sequences = true>,
        TimeDistributed<Dense<2, Tanh>>,
    }
}

type Anonymous = sequential!(
    Input<STEPS, 3>,
    Conv1d<4, 5, Relu, padding = Causal, dilation_rate = 3>,
    Lstm<40, return_sequences = true>,
    TimeDistributed<Dense<2>>
);

/// Draws parameters that are not those of a beginning: what is kept, too.
fn drawn<M: Train>() -> M {
    let mut model = M::new(3);
    let mut salt = 1;
    M::parameters_mut(
        [&mut model],
        &mut |_: layerproof::Name, parameter: layerproof::layers::ParameterInfo, [values]: [&mut [M::Scalar]; 1]| {
            salt += 1;
            let numbers = noise(values.len(), salt);
            for (value, drawn) in values.iter_mut().zip(numbers) {
                *value += M::Scalar::from_f64(if parameter.name == "moving_variance" {
                    drawn.abs()
                } else {
                    drawn * 0.3
                });
            }
        },
    );
    model
}

/// A stream gives what a prediction over the whole sequence gives at each step, in blocks of any length.
fn check<M>(model: &M)
where
    M: Train + Streams,
{
    type Of<V> = <V as Value>::Shape;
    let x: Vec<M::Scalar> = noise(<Of<M::Input>>::LEN, 7)
        .into_iter()
        .map(M::Scalar::from_f64)
        .collect();
    let sample = M::Input::from_array(samples::<Of<M::Input>, M::Scalar>(&x)[0]);
    let mut whole = vec![M::Scalar::ZERO; <Of<M::Output>>::LEN];
    whole.copy_from_slice(model.predict(&sample).as_array().flat());
    assert!(whole.iter().all(|y| y.is_finite()));
    let (inputs, outputs) = (<Of<M::StepInput>>::LEN, <Of<M::StepOutput>>::LEN);
    for block in [1, 7, 63, 512, STEPS] {
        let mut stream = model.stream();
        let mut y = vec![M::Scalar::ZERO; whole.len()];
        for (x, y) in x.chunks(block * inputs).zip(y.chunks_mut(block * outputs)) {
            assert_eq!(stream.process_interleaved(x, y), x.len() / inputs);
        }
        let first = y
            .iter()
            .zip(&whole)
            .position(|(y, whole)| y.to_f64().to_bits() != whole.to_f64().to_bits());
        assert_eq!(
            first.map(|first| first / outputs),
            None,
            "another step in blocks of {block}"
        );
    }
}

#[test]
fn the_bits_of_a_prediction() {
    check(&drawn::<Effect>());
    check(&drawn::<Wave>());
    check(&drawn::<Outer>());
    check(&drawn::<Anonymous>());
}

/// A model that ends with the last state gives at each step what it would predict of the sequence so far.
#[test]
fn a_last_state_of_the_sequence_so_far() {
    macro_rules! lengths {
        ($whole:ident, $($name:ident: $length:literal;)+) => {
            $(sequential! {
                struct $name {
                    Input<$length, 2>,
                    Conv1d<3, 2, Tanh, padding = Causal>,
                    Lstm<4>,
                    Dense<2, Softmax>,
                }
            })+
            let model = drawn::<$whole>();
            let x = samples::<Sequence<6, 2>, f32>(&noise(12, 3).iter().map(|x| *x as f32).collect::<Vec<_>>())[0];
            let mut stream = model.stream();
            let answers = x.map(|x| stream.step(&x));
            $(
                let mut so_far = $name::zeros();
                so_far.conv1d_1.kernel = model.conv1d_1.kernel;
                so_far.conv1d_1.bias = model.conv1d_1.bias;
                so_far.lstm_1.kernel = model.lstm_1.kernel;
                so_far.lstm_1.recurrent_kernel = model.lstm_1.recurrent_kernel;
                so_far.lstm_1.bias = model.lstm_1.bias;
                so_far.dense_1 = model.dense_1;
                assert_eq!(so_far.predict(x.first_chunk::<$length>().unwrap()), answers[$length - 1]);
            )+
        };
    }
    lengths!(Six, One: 1; Two: 2; Three: 3; Five: 5; Six: 6;);
}

#[test]
fn clones_and_states() {
    static STATE: Mutex<State<Anonymous>> = Mutex::new(State::new());
    const _: () = assert!(State::<Anonymous>::BYTES < 2048);
    let model = drawn::<Anonymous>();
    let mut stream = model.stream();
    let first = stream.step(&[0.5, -0.5, 0.25]);
    let mut other: Stream<'_, Anonymous> = stream.clone();
    let second = stream.step(&[1.0, 0.0, 0.0]);
    let elsewhere = other.step(&[0.0, 1.0, 0.0]);
    assert_ne!(second, elsewhere);
    assert_eq!(stream.step(&[0.1, 0.2, 0.3]), {
        let mut again = model.stream();
        again.step(&[0.5, -0.5, 0.25]);
        again.step(&[1.0, 0.0, 0.0]);
        again.step(&[0.1, 0.2, 0.3])
    });
    stream.reset();
    assert_eq!(stream.step(&[0.5, -0.5, 0.25]), first);

    let mut state = STATE.lock().unwrap();
    assert_eq!(model.stream_in(&mut state).step(&[0.5, -0.5, 0.25]), first);
    assert_eq!(model.stream_in(&mut state).step(&[1.0, 0.0, 0.0]), second);
    state.reset();
    assert_eq!(model.stream_in(&mut state).step(&[0.5, -0.5, 0.25]), first);
}

#[test]
fn blocks_of_different_lengths() {
    let model = drawn::<Anonymous>();
    let mut y = [[7.0; 2]; 3];
    let mut stream = model.stream();
    assert_eq!(stream.process(&[[0.5; 3]; 2], &mut y), 2);
    assert_eq!(y[2], [7.0; 2]);
    assert_eq!(stream.process(&[[0.5; 3]; 4], &mut y), 3);
    assert_eq!(stream.process(&[], &mut y), 0);
    assert_eq!(stream.process_interleaved(&[0.5; 5], &mut [0.0; 4]), 1);
    assert_eq!(stream.process_interleaved(&[0.5; 6], &mut [0.0; 3]), 1);
}

/// A kernel that sees further back than the sequence goes sees zeros there.
#[test]
fn a_dilation_longer_than_the_sequence() {
    type Echo = Conv1d<f64, Sequence<3, 1>, Sequence<3, 1>, Taps<2, 1, 8, true>, 2, 1>;
    let mut echo = Echo::ZERO;
    echo.kernel.copy_from_slice(&[10.0, 1.0]);
    assert_eq!(echo.call(&[[1.0], [2.0], [3.0]]), [[1.0], [2.0], [3.0]]);
}

sequential! {
    struct Amplifier {
        Input<64, 1>,
        Conv1d<4, 3, padding = Causal, dilation_rate = 4, use_bias = false>,
        Lstm<6, use_bias = false, return_sequences = true>,
        Gru<4, use_bias = false, return_sequences = true>,
    }
}

/// Ten seconds of silence after a second of noise, at 48,000 samples a second: no step takes longer than those of noise did, as no
/// number of a state is so small that a CPU computes slowly with it. A build with debug assertions looks at a tenth of the numbers, and
/// not at the time.
#[test]
fn silence_is_not_slow() {
    const SECOND: usize = if cfg!(debug_assertions) { 4_800 } else { 48_000 };
    const BLOCK: usize = 480;
    let model = drawn::<Amplifier>();
    let mut stream = model.stream();
    let mut y = [[0.0; 4]; BLOCK];
    // The shortest of a second's blocks: others are interrupted.
    let mut second = |x: &dyn Fn(usize) -> f32| {
        let mut shortest = Duration::MAX;
        for block in 0..SECOND / BLOCK {
            let x: [[f32; 1]; BLOCK] = std::array::from_fn(|i| [x(block * BLOCK + i)]);
            let start = Instant::now();
            stream.process(&x, &mut y);
            shortest = shortest.min(start.elapsed());
            assert!(y.as_flattened().iter().all(|y| *y == 0.0 || y.is_normal()));
        }
        (shortest, y[BLOCK - 1])
    };
    let sound = noise(SECOND, 1);
    let (loud, _) = second(&|i| sound[i] as f32);
    let mut last = [1.0; 4];
    for i in 1..=10 {
        let (quiet, end) = second(&|_| 0.0);
        let is_slow = quiet.as_secs_f64() > 1.5 * loud.as_secs_f64();
        assert!(
            cfg!(debug_assertions) || !is_slow,
            "second {i}: {quiet:?} after {loud:?}"
        );
        println!("second {i}: {:?} a step after {:?}", quiet / 480, loud / 480);
        last = end;
    }
    assert_eq!(last, [0.0; 4]);
}
