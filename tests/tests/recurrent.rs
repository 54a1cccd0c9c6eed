//! Recurrent layers: gradients against central differences, what is drawn and left out, and how they are written.

use layerproof::activations::*;
use layerproof::initializers::{Draw, Fans, GlorotUniform, Ones, Orthogonal, RecurrentDefault, Zeros};
use layerproof::layers::*;
use layerproof::nalgebra::{SMatrix, SVector};
use layerproof::prelude::*;
use layerproof::shape::{Features, Shape};
use layerproof_tests::differences::{check, noise};
use layerproof_tests::tile::{numbers, run, samples, set_parameters};

const fn bits(value: f64) -> u64 {
    value.to_bits()
}

type Each<const S: usize, const U: usize> = Sequence<S, U>;

#[test]
fn gradients_through_time() {
    check::<SimpleRnn<f64, 11, 2, Features<3>, 3>>();
    check::<SimpleRnn<f64, 9, 3, Each<9, 2>, 2, SimpleRnnCell<Softmax>>>();
    check::<Lstm<f64, 11, 2, Features<3>, 3, 12>>();
    check::<Lstm<f64, 17, 1, Each<17, 2>, 2, 8, LstmCell<Gelu, Mish>>>();
    check::<Lstm<f64, 3, 2, Each<3, 3>, 3, 12, LstmCell<Softsign, Softmax>, NoBias>>();
    check::<Gru<f64, 11, 2, Features<3>, 3, 9>>();
    check::<Gru<f64, 9, 1, Each<9, 2>, 2, 6, GruCell<Gelu, Mish>>>();
    check::<Gru<f64, 11, 2, Each<11, 2>, 2, 6, GruCell<Silu, Softmax, false>, SVector<f64, 6>>>();
    check::<Gru<f64, 11, 2, Each<11, 2>, 2, 6, GruCell<Tanh, Sigmoid, false>, NoBias>>();
}

#[test]
fn gradients_from_the_last_step_on() {
    type Backwards = Options<true>;
    check::<SimpleRnn<f64, 11, 2, Each<11, 3>, 3, SimpleRnnCell, SVector<f64, 3>, RecurrentDefault, Backwards>>();
    check::<Lstm<f64, 11, 2, Each<11, 2>, 2, 8, LstmCell, SVector<f64, 8>, RecurrentDefault, Backwards>>();
    check::<Gru<f64, 11, 2, Features<2>, 2, 6, GruCell, SMatrix<f64, 6, 2>, RecurrentDefault, Backwards>>();
}

#[test]
fn gradients_in_both_directions() {
    type Backwards = Options<true>;
    type Reversed = Gru<f64, 9, 2, Each<9, 2>, 2, 6, GruCell, SMatrix<f64, 6, 2>, RecurrentDefault, Backwards>;
    type Left<const S: usize> = SimpleRnn<f64, S, 2, Each<S, 3>, 3>;
    type Last = Lstm<f64, 11, 2, Features<2>, 2, 8>;
    type Dropped = Lstm<
        f64,
        5,
        3,
        Features<2>,
        2,
        8,
        LstmCell,
        SVector<f64, 8>,
        RecurrentDefault,
        Options<false, { bits(0.3) }, { bits(0.3) }>,
    >;
    check::<Bidirectional<Left<9>, 9, 2, Each<9, 6>>>();
    check::<Bidirectional<Left<9>, 9, 2, Each<9, 3>, Mul>>();
    check::<Bidirectional<Left<4>, 4, 2, Each<4, 3>, Ave>>();
    check::<Bidirectional<Last, 11, 2, Features<4>>>();
    check::<Bidirectional<Last, 11, 2, Features<2>, Mul>>();
    check::<Bidirectional<Last, 11, 2, Features<2>, Sum>>();
    check::<Bidirectional<Reversed, 9, 2, Each<9, 4>>>();
    check::<Bidirectional<Dropped, 5, 3, Features<4>>>();
}

#[test]
fn gradients_at_each_step() {
    type Steps<const C: usize> = Each<5, C>;
    type Rows<const W: usize, const C: usize> = Image<4, W, C>;
    type Inner = TimeDistributed<Dense<f64, 2, 3>, 3, Each<3, 2>, Each<3, 3>>;
    check::<TimeDistributed<Dense<f64, 3, 2, Gelu>, 5, Steps<3>, Steps<2>>>();
    check::<TimeDistributed<Dense<f64, 3, 4, Softmax>, 5, Steps<3>, Steps<4>>>();
    check::<TimeDistributed<Lstm<f64, 3, 2, Features<2>, 2, 8>, 4, Rows<3, 2>, Each<4, 2>>>();
    check::<TimeDistributed<Flatten<f64, Each<3, 2>, 6>, 4, Rows<3, 2>, Each<4, 6>>>();
    check::<TimeDistributed<Dropout<f64, Features<6>, { bits(0.5) }>, 5, Steps<6>, Steps<6>>>();
    check::<TimeDistributed<Inner, 4, Rows<3, 2>, Rows<3, 3>>>();
}

/// The noise of a layer at each step depends on the sample and the step: not on the tile.
#[test]
fn a_dropout_at_each_step_drops_others() {
    type Drop = TimeDistributed<Dropout<f64, Features<32>, { bits(0.5) }>, 4, Each<4, 32>, Each<4, 32>>;
    let x = vec![[[1.0; 32]; 4]; 6];
    let y = run(&Drop::ZERO, &x, &x, false).y;
    let mut rows: Vec<Vec<u64>> = y
        .iter()
        .flatten()
        .map(|row| row.iter().map(|value| value.to_bits()).collect())
        .collect();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), 24);
}

/// What a dropout leaves out has no gradient, and what it lets through has the one of what it let through.
#[test]
fn gradients_with_dropout() {
    type Inputs = Options<false, { bits(0.4) }>;
    type State = Options<false, 0, { bits(0.4) }>;
    type Both = Options<true, { bits(0.3) }, { bits(0.4) }>;
    type Cell<O> = SimpleRnn<f64, 5, 4, Each<5, 3>, 3, SimpleRnnCell, SVector<f64, 3>, RecurrentDefault, O>;
    type Long<O> = Lstm<f64, 9, 3, Features<2>, 2, 8, LstmCell, SVector<f64, 8>, RecurrentDefault, O>;
    type After<O> = Gru<f64, 9, 3, Each<9, 2>, 2, 6, GruCell, SMatrix<f64, 6, 2>, RecurrentDefault, O>;
    type Before<O> =
        Gru<f64, 9, 3, Features<2>, 2, 6, GruCell<Tanh, Sigmoid, false>, SVector<f64, 6>, RecurrentDefault, O>;
    check::<Cell<Inputs>>();
    check::<Cell<Both>>();
    check::<Long<Inputs>>();
    check::<Long<State>>();
    check::<Long<Both>>();
    check::<After<State>>();
    check::<After<Both>>();
    check::<Before<Both>>();
}

/// An input that is left out is left out at each step of a sample, and another sample leaves out others; the mean stays.
#[test]
fn dropout_is_the_same_at_each_step() {
    type Sum = SimpleRnn<
        f64,
        4,
        64,
        Each<4, 1>,
        1,
        SimpleRnnCell<Linear>,
        NoBias,
        RecurrentDefault,
        Options<false, { bits(0.25) }>,
    >;
    let mut layer = Sum::ZERO;
    layer.kernel.fill(1.0);
    let x = vec![[[1.0; 64]; 4]; 8];
    let dy = vec![[[1.0]; 4]; 8];
    let y = run(&layer, &x, &dy, false).y;
    for sample in &y {
        assert!(sample.iter().all(|step| step == &sample[0]));
    }
    assert!(y.iter().any(|sample| sample != &y[0]));
    let mean = y.iter().map(|sample| sample[0][0]).sum::<f64>() / 8.0;
    assert!((mean - 64.0).abs() < 8.0, "{mean}");
}

/// The rows or the columns, whichever are fewer, are orthogonal; the sign of any number is drawn.
#[test]
fn orthogonal_matrices() {
    fn check<T: Scalar, I: Draw>(rows: usize, columns: usize, gain: f64, tolerance: f64) {
        let mut matrix = vec![T::ZERO; rows * columns];
        let fans = Fans {
            input: rows,
            output: columns,
        };
        I::fill(&mut matrix, fans, &mut SmallRng::seed_from_u64(7));
        let number = |row: usize, column: usize| matrix[row * columns + column].to_f64();
        let (count, len) = (rows.min(columns), rows.max(columns));
        let of = |vector, i| {
            if rows < columns {
                number(vector, i)
            } else {
                number(i, vector)
            }
        };
        for a in 0..count {
            for b in 0..count {
                let product: f64 = (0..len).map(|i| of(a, i) * of(b, i)).sum();
                let wanted = if a == b { gain * gain } else { 0.0 };
                assert!(
                    (product - wanted).abs() < tolerance,
                    "{rows} × {columns}: {a} · {b} = {product}"
                );
            }
        }
    }
    for (rows, columns) in [(16, 16), (20, 8), (6, 18), (1, 1), (1, 5), (64, 256), (100, 100)] {
        check::<f64, Orthogonal>(rows, columns, 1.0, 1e-14);
        check::<f32, Orthogonal>(rows, columns, 1.0, 2e-6);
    }
    check::<f64, Orthogonal<{ bits(1.5) }>>(6, 18, 1.5, 1e-14);

    // Of a rotation that is drawn evenly each number is as often above 0 as below, and its square is 1 / n on average.
    let mut rng = SmallRng::seed_from_u64(1);
    let mut above = [0_u32; 9];
    let mut squares = [0.0; 9];
    for _ in 0..4000 {
        let mut matrix = [0.0_f64; 9];
        Orthogonal::<{ bits(1.0) }>::fill(&mut matrix, Fans { input: 3, output: 3 }, &mut rng);
        for (i, value) in matrix.into_iter().enumerate() {
            above[i] += u32::from(value > 0.0);
            squares[i] += value * value / 4000.0;
        }
    }
    assert!(above.iter().all(|count| (1850..2150).contains(count)), "{above:?}");
    assert!(
        squares.iter().all(|square| (square - 1.0 / 3.0).abs() < 0.02),
        "{squares:?}"
    );
}

#[test]
fn what_is_drawn_first() {
    type Drawn = (GlorotUniform, Zeros, Ones);
    let mut lstm = Lstm::<f64, 3, 2, Features<4>, 4, 16>::ZERO;
    lstm.initialize(&mut SmallRng::seed_from_u64(7));
    for (i, bias) in lstm.bias.iter().enumerate() {
        assert_eq!(*bias, f64::from(u8::from((4..8).contains(&i))));
    }
    let gram = lstm.recurrent_kernel.transpose() * lstm.recurrent_kernel;
    assert!(
        (gram - SMatrix::<f64, 4, 4>::identity())
            .iter()
            .all(|x| x.abs() < 1e-14)
    );
    let mut plain =
        Lstm::<f64, 3, 2, Features<4>, 4, 16, LstmCell<Tanh, Sigmoid, false>, SVector<f64, 16>, Drawn>::ZERO;
    plain.initialize(&mut SmallRng::seed_from_u64(7));
    assert!(plain.bias.iter().all(|bias| *bias == 1.0));
    assert!(plain.recurrent_kernel.iter().all(|weight| *weight == 0.0));
}

/// A state that fades is 0 in the end, and none of its numbers is below the smallest normal one.
#[test]
fn a_fading_state_ends_at_zero() {
    fn check<L: TrainLayer<Scalar = f32, Input = Sequence<2000, 1>, Output = Each<2000, 3>>>(weights: f32) {
        let mut layer = Box::new(L::ZERO);
        L::parameters_mut([&mut *layer], &mut |parameter, [values]| {
            values.fill(if parameter.name == "bias" { 0.0 } else { weights });
        });
        let mut x = [[0.0]; 2000];
        x[0] = [1.0];
        let y = layer.call(&x);
        assert!(y[10].iter().all(|h| *h != 0.0));
        assert!(y.as_flattened().iter().all(|h| *h == 0.0 || h.is_normal()));
        assert!(y[1999].iter().all(|h| *h == 0.0));
    }
    check::<SimpleRnn<f32, 2000, 1, Each<2000, 3>, 3>>(0.3);
    check::<Lstm<f32, 2000, 1, Each<2000, 3>, 3, 12>>(0.1);
    check::<Gru<f32, 2000, 1, Each<2000, 3>, 3, 9>>(0.1);
}

const UNITS: usize = 5;

sequential! {
    struct Wrapped {
        Input<{ UNITS + 1 }, 3>,
        Bidirectional<Lstm<UNITS, return_sequences = true>>,
        TimeDistributed<Dense<4, Relu>>,
        both: Bidirectional<Gru<3, reset_after = false, return_sequences = true>, merge_mode = Ave>,
        TimeDistributed<Dense<{ UNITS - 1 }>>,
        Bidirectional<SimpleRnn<2, Relu>, Mul>,
        Dense<1>,
    }
}

sequential! {
    struct OfRows {
        Input<8, 6, 2>,
        TimeDistributed<Conv1d<3, 2, Relu>>,
        TimeDistributed<Gru<4>>,
        TimeDistributed<LayerNormalization>,
        Lstm<3>,
        Dense<2, Softmax>,
    }
}

type AnonymousOfRows = sequential!(Input<UNITS, 6, 2>, TimeDistributed<Lstm<UNITS>>, Bidirectional<Gru<2>>, Dense<1>);

#[test]
fn layers_inside_of_layers() {
    let summary = Wrapped::summary().to_string();
    for layer in [
        "Bidirectional<Lstm<5, return_sequences = true>>",
        "TimeDistributed<Dense<4, Relu>>",
        "Bidirectional<Gru<3, reset_after = false, return_sequences = true>, merge_mode = Ave>",
        "Bidirectional<SimpleRnn<2, Relu>, merge_mode = Mul>",
    ] {
        assert!(summary.contains(layer), "{summary}");
    }
    let recurrent = [
        2 * (3 + 5 + 1) * 20,
        (10 + 1) * 4,
        2 * (4 + 3 + 1) * 9,
        (3 + 1) * 4,
        2 * (4 + 2 + 1) * 2,
        3,
    ];
    assert_eq!(Wrapped::PARAMS, recurrent.iter().sum::<usize>());
    let model = Wrapped::new(3);
    assert_ne!(model.both.forward_layer, model.both.backward_layer);
    assert!(model.predict(&[[0.5; 3]; 6])[0].is_finite());
    let rows = OfRows::new(2);
    assert!((rows.predict(&[[[0.5; 2]; 6]; 8]).sum() - 1.0).abs() < 1e-6);
    assert!(AnonymousOfRows::new(1).predict(&[[[0.5; 2]; 6]; UNITS])[0].is_finite());
    let path = std::env::temp_dir().join(format!("wrapped-{}.safetensors", std::process::id()));
    model.save(&path).unwrap();
    let tensors = layerproof_tests::read_tensors(&path);
    assert_eq!(tensors["both.backward_layer.recurrent_kernel"].shape, [3, 9]);
    assert_eq!(tensors["time_distributed_2.kernel"].shape, [3, 4]);
    assert_eq!(Wrapped::from_file(&path).unwrap(), model);
    std::fs::remove_file(&path).unwrap();
}

sequential! {
    struct Deep {
        Input<{ 2 * UNITS }, 2>,
        SimpleRnn<UNITS, Relu, return_sequences = true, dropout = 0.1>,
        Lstm<4, return_sequences = true, go_backwards = true, recurrent_activation = HardSigmoid>,
        Gru<units = UNITS, reset_after = false, use_bias = false, recurrent_initializer = GlorotUniform>,
        Dense<1>,
    }
}

#[test]
fn as_they_are_written() {
    let summary = Deep::summary().to_string();
    for layer in [
        "SimpleRnn<5, Relu, dropout = 0.1, return_sequences = true>",
        "Lstm<4, recurrent_activation = HardSigmoid, return_sequences = true, go_backwards = true>",
        "Gru<5, reset_after = false, use_bias = false, recurrent_initializer = GlorotUniform>",
    ] {
        assert!(summary.contains(layer), "{summary}");
    }
    assert_eq!(Deep::PARAMS, (2 + 5 + 1) * 5 + (5 + 4 + 1) * 16 + (4 + 5) * 15 + 6);
    assert_eq!(Deep::MACS, 10 * ((2 + 5) * 5 + (5 + 4) * 16 + (4 + 5) * 15) + 5);
}

type Anonymous = sequential!(Input<7, 1>, Gru<UNITS, return_sequences = true>, Lstm<3>, Dense<2, Softmax>);

#[test]
fn each_sample_by_itself_and_many_at_a_time() {
    let model = Anonymous::new(3);
    let x: Vec<Sequence<7, 1>> =
        samples::<Sequence<7, 1>, f32>(&noise(7 * 9, 1).iter().map(|x| *x as f32).collect::<Vec<_>>())
            .into_iter()
            .map(Sequence)
            .collect();
    let mut all = [SVector::<f32, 2>::zeros(); 9];
    model.predict_batch(&x, &mut all).unwrap();
    for (x, y) in x.iter().zip(all) {
        assert_eq!(model.predict(x), y);
    }
}

#[test]
fn a_file_of_weights() {
    let model = Deep::new(1);
    let path = std::env::temp_dir().join(format!("recurrent-{}.safetensors", std::process::id()));
    model.save(&path).unwrap();
    let names: Vec<String> = {
        let mut names: Vec<String> = layerproof_tests::read_tensors(&path).into_keys().collect();
        names.sort();
        names
    };
    let wanted = [
        "dense_1.bias",
        "dense_1.kernel",
        "gru_1.kernel",
        "gru_1.recurrent_kernel",
        "lstm_1.bias",
        "lstm_1.kernel",
        "lstm_1.recurrent_kernel",
        "simple_rnn_1.bias",
        "simple_rnn_1.kernel",
        "simple_rnn_1.recurrent_kernel",
    ];
    assert_eq!(names, wanted);
    assert_eq!(Deep::from_file(&path).unwrap(), model);
    std::fs::remove_file(&path).unwrap();
}

/// The values of a layer do not depend on the step at which a run of four inputs begins.
#[test]
fn a_sequence_of_any_length() {
    let weights = noise(Gru::<f64, 1, 2, Features<3>, 3, 9>::PARAMS, 4);
    let inputs = noise(2 * 11, 5);
    let mut whole = Gru::<f64, 11, 2, Each<11, 3>, 3, 9>::ZERO;
    set_parameters(&mut whole, &weights);
    let all = whole.call(&samples::<Sequence<11, 2>, _>(&inputs)[0]);
    macro_rules! lengths {
        ($($length:literal)*) => {$(
            let mut part = Gru::<f64, $length, 2, Features<3>, 3, 9>::ZERO;
            set_parameters(&mut part, &weights);
            let x = samples::<Sequence<$length, 2>, _>(&inputs[..2 * $length]);
            assert_eq!(part.call(&x[0]), all[$length - 1]);
        )*};
    }
    lengths!(1 2 3 4 5 6 7 8 9 10 11);
    assert_eq!(numbers(&[all]).len(), Each::<11, 3>::LEN);
}
