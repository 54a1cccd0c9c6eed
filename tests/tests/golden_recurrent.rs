//! Recurrent layers against Keras: values, and gradients of inputs and parameters, in f64 and f32.

use layerproof::activations::*;
use layerproof::layers::*;
use layerproof::nalgebra::SMatrix;
use layerproof::prelude::*;
use layerproof::shape::{Array, Features, Shape};
use layerproof_tests::tile::{Passes, numbers, run, samples};
use layerproof_tests::{Case, assert_close};

/// Where a parameter is found in a case: Keras has it in a layer inside of the layer.
fn place(case: &Case, parameter: &ParameterInfo) -> String {
    let names = case.entry["weights_order"].as_array().unwrap();
    let inner = parameter.inner[0].map_or(String::new(), |inner| inner.to_string().replace("layer", "inner"));
    let mut found = names
        .iter()
        .map(|name| name.as_str().unwrap())
        .filter(|name| name.starts_with(&inner) && name.rsplit('/').next() == Some(parameter.name));
    let name = found.next().expect(parameter.name).to_owned();
    assert_eq!(found.next(), None, "{parameter}");
    name
}

/// The layer with the case's weights.
fn load<L: Layer<Input: Shape>>(case: &Case) -> L {
    let mut layer = L::ZERO;
    let mut count = 0;
    L::parameters_mut([&mut layer], &mut |parameter, [values]| {
        let name = format!("w/{}", place(case, &parameter));
        assert_eq!(case.tensor(&name).shape, parameter.shape, "{name}");
        values.copy_from_slice(&case.values(&name));
        count += 1;
    });
    assert_eq!(case.entry["weights_order"].as_array().unwrap().len(), count);
    layer
}

/// Both passes of a case, as one tile, and each sample by itself.
fn check<L: TrainLayer<Input: Shape>>(name: &str) {
    let case = Case::open("recurrent", name);
    let tolerance = case.tolerance::<L::Scalar>("");
    let layer: L = load(&case);
    let x = samples::<L::Input, _>(&case.values("x"));
    let dy = samples::<L::Output, _>(&case.values("dy"));
    let Passes { y, dx, gradient } = run(&layer, &x, &dy, false);

    assert_close(&format!("{name}: y"), &numbers(&y), &case.tensor("y").values, tolerance);
    let wanted = &case.tensor("dx").values;
    assert_close(&format!("{name}: dx"), &numbers(&dx), wanted, tolerance);
    gradient.parameters(&mut |parameter, values| {
        let dw = format!("dw/{}", place(&case, &parameter));
        assert_close(&format!("{name}: {dw}"), values, &case.tensor(&dw).values, tolerance);
    });
    for (x, y) in x.iter().zip(&y) {
        assert!(
            layer.call(<L::Input as Port>::sample(|_| Array::flat(x))) == *y,
            "{name}: one sample by itself gives other bits"
        );
    }
}

/// One test a case: the case, and the layer in the number type `T`.
macro_rules! cases {
    ($($name:ident: $layer:ty;)*) => {
        $(
            #[test]
            fn $name() {
                type OfType<T> = $layer;
                check::<OfType<f64>>(stringify!($name));
                check::<OfType<f32>>(stringify!($name));
            }
        )*
    };
}

type Last = Features<3>;
type Each = Sequence<5, 3>;
type Backwards = Options<true>;
type Default = layerproof::initializers::RecurrentDefault;
type ResetBefore = GruCell<Tanh, Sigmoid, false>;

cases! {
    simple_rnn: SimpleRnn<T, 5, 4, Last, 3>;
    simple_rnn_sequences: SimpleRnn<T, 5, 4, Each, 3>;
    simple_rnn_backwards: SimpleRnn<T, 5, 4, Each, 3, SimpleRnnCell, SVector<T, 3>, Default, Backwards>;
    simple_rnn_no_bias: SimpleRnn<T, 5, 4, Last, 3, SimpleRnnCell, NoBias>;

    lstm: Lstm<T, 5, 4, Last, 3, 12>;
    lstm_sequences: Lstm<T, 5, 4, Each, 3, 12>;
    lstm_backwards: Lstm<T, 5, 4, Each, 3, 12, LstmCell, SVector<T, 12>, Default, Backwards>;
    lstm_no_bias: Lstm<T, 5, 4, Last, 3, 12, LstmCell, NoBias>;
    lstm_no_forget_bias: Lstm<T, 5, 4, Last, 3, 12, LstmCell<Tanh, Sigmoid, false>>;
    lstm_hard_sigmoid: Lstm<T, 5, 4, Last, 3, 12, LstmCell<Relu, HardSigmoid>>;

    gru: Gru<T, 5, 4, Last, 3, 9>;
    gru_sequences: Gru<T, 5, 4, Each, 3, 9>;
    gru_backwards: Gru<T, 5, 4, Each, 3, 9, GruCell, SMatrix<T, 9, 2>, Default, Backwards>;
    gru_no_bias: Gru<T, 5, 4, Last, 3, 9, GruCell, NoBias>;
    gru_reset_before: Gru<T, 5, 4, Last, 3, 9, ResetBefore, SVector<T, 9>>;
    simple_rnn_bidirectional: Bidirectional<SimpleRnn<T, 5, 4, Each, 3>, 5, 4, Sequence<5, 6>>;
    simple_rnn_bidirectional_last: Bidirectional<SimpleRnn<T, 5, 4, Last, 3>, 5, 4, Features<6>>;
    lstm_bidirectional: Bidirectional<Lstm<T, 5, 4, Each, 3, 12>, 5, 4, Sequence<5, 6>>;
    lstm_bidirectional_last: Bidirectional<Lstm<T, 5, 4, Last, 3, 12>, 5, 4, Features<6>>;
    gru_bidirectional: Bidirectional<Gru<T, 5, 4, Each, 3, 9>, 5, 4, Sequence<5, 6>>;
    gru_bidirectional_last: Bidirectional<Gru<T, 5, 4, Last, 3, 9>, 5, 4, Features<6>>;
    bidirectional_sum: Bidirectional<Lstm<T, 5, 4, Last, 3, 12>, 5, 4, Last, Sum>;
    time_distributed_dense: TimeDistributed<Dense<T, 4, 5, Relu>, 5, Sequence<5, 4>, Sequence<5, 5>>;

    gru_reset_before_sequences: Gru<T, 5, 4, Each, 3, 9, ResetBefore, SVector<T, 9>>;
}

macro_rules! sines {
    ($($number:ident: $lstm:ident, $gru:ident;)*) => {$(
        sequential! { struct $lstm { Input<12, 1, dtype = $number>, Lstm<8>, Dense<1> } }
        sequential! {
            struct $gru { Input<10, 1, dtype = $number>, Gru<6, return_sequences = true>, Gru<4>, Dense<1> }
        }
    )*};
}
sines! {
    f32: SineLstm, SineGru;
    f64: SineLstm64, SineGru64;
}

/// A whole training: the losses, the weights and the predictions.
fn train<M, const L: usize>(name: &str)
where
    M: Train<Input = Sequence<L, 1, <M as Network>::Scalar>, Output = SVector<<M as Network>::Scalar, 1>>,
    MeanSquaredError: LossFor<M::Head>,
{
    let case = Case::open("recurrent", name);
    let number = |key: &str| usize::try_from(case.entry[key].as_u64().unwrap()).unwrap();
    let order: Vec<&str> = case.entry["weights_order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let mut model = M::boxed_zeros();
    let mut names = order.iter();
    M::parameters_mut(
        [&mut *model],
        &mut |_: Name, _: ParameterInfo, [values]: [&mut [M::Scalar]; 1]| {
            values.copy_from_slice(&case.values(&format!("w0/{}", names.next().unwrap())));
        },
    );
    let x: Vec<Sequence<L, 1, M::Scalar>> = samples::<Sequence<L, 1>, M::Scalar>(&case.values("x"))
        .into_iter()
        .map(Sequence)
        .collect();
    let y: Vec<[M::Scalar; 1]> = case.values("y").into_iter().map(|y| [y]).collect();
    let rows = number("train_rows");
    let fit = Fit::new()
        .batch_size(number("batch_size"))
        .epochs(number("epochs"))
        .shuffle(false);
    let fit = fit.validation_data(&x[rows..], &y[rows..]);
    let history = model
        .compile(MeanSquaredError::new(), Adam::new(0.01), ())
        .fit(&x[..rows], &y[..rows], &fit)
        .unwrap();
    let losses = case.tolerance::<M::Scalar>("losses");
    assert_close(name, &history.get("loss"), &case.tensor("history/loss").values, losses);
    assert_close(
        name,
        &history.get("val_loss"),
        &case.tensor("history/val_loss").values,
        losses,
    );
    let tolerance = case.tolerance::<M::Scalar>("weights");
    let mut names = order.iter();
    model.parameters(&mut |_: Name, _: ParameterInfo, values: &[M::Scalar]| {
        let name = format!("final/{}", names.next().unwrap());
        assert_close(&name, values, &case.tensor(&name).values, tolerance);
    });
    let wanted = &case.tensor("predict").values;
    let got: Vec<_> = x[rows..]
        .iter()
        .take(wanted.len())
        .map(|x| model.predict(x)[0])
        .collect();
    assert_close(name, &got, wanted, tolerance);
}

#[test]
fn sine_lstm() {
    train::<SineLstm64, 12>("sine_lstm");
    train::<SineLstm, 12>("sine_lstm");
}

#[test]
fn sine_gru() {
    train::<SineGru64, 10>("sine_gru");
    train::<SineGru, 10>("sine_gru");
}

/// Every case of the file is tested above.
#[test]
fn no_case_is_left_out() {
    let source = include_str!("golden_recurrent.rs");
    let text = std::fs::read_to_string(layerproof_tests::folder().join("recurrent/cases.json")).unwrap();
    let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        assert!(
            source.contains(&format!("    {name}: ")) || source.contains(&format!("fn {name}()")),
            "{name}"
        );
    }
}
