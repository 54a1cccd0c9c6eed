//! Whole trainings against Keras: histories, weights on the way and at the end, evaluation, predictions.

use std::io::Read;

use flate2::read::GzDecoder;
use layerproof::activations::{Elu, Linear, Relu, Sigmoid, Softmax, Tanh};
use layerproof::constraints::{MaxNorm, NoConstraint};
use layerproof::initializers::{GlorotUniform, Regularized, Zeros};
use layerproof::layers::{Activation, BatchNormalization, Conv2d, Dense, Flatten, MaxPooling2d, ParameterInfo, Window};

use layerproof::prelude::*;
use layerproof::regularizers::{L1, L2};
use layerproof::shape::{Features, Sample};
use layerproof::training::Callback;
use layerproof::{InputShape, Name, OutputShape};
use layerproof_tests::{Case, Tolerance, assert_close};

type Two<T, const I: usize, const H: usize, const O: usize, A, B> =
    Sequential<(Dense<T, I, H, A>, (Dense<T, H, O, B>, ()))>;

/// A model's parameters, in order.
fn weights<M: Model>(model: &M) -> Vec<Vec<M::Scalar>> {
    let mut all = Vec::new();
    model.parameters(&mut |_: Name, _: ParameterInfo, values: &[M::Scalar]| all.push(values.to_vec()));
    all
}

/// The settings of a run, without those that change from part to part.
fn settings<'a>(batch_size: usize, class: Option<&'a [f64]>, sample: Option<&'a [f64]>) -> Fit<'a> {
    let mut fit = Fit::new().batch_size(batch_size).shuffle(false);
    if let Some(weights) = class {
        fit = fit.class_weight(weights);
    }
    if let Some(weights) = sample {
        fit = fit.sample_weight(weights);
    }
    fit
}

/// One run: what Keras was given, and the names that its metrics have here.
struct Run {
    case: Case,
    name: &'static str,
    metrics: &'static [(&'static str, &'static str)],
    fused: bool,
}

impl Run {
    fn new(name: &'static str) -> Self {
        Self {
            case: Case::open("training", name),
            name,
            metrics: &[],
            fused: false,
        }
    }

    /// Keras's names of the metrics, each with ours.
    fn metrics(mut self, metrics: &'static [(&'static str, &'static str)]) -> Self {
        self.metrics = metrics;
        self
    }

    /// Our gradient is the fused one, which Keras clips to 0 beyond 1e-7.
    fn fused(mut self) -> Self {
        self.fused = true;
        self
    }

    fn number(&self, key: &str) -> Option<usize> {
        Some(self.case.entry[key].as_u64()? as usize)
    }

    fn tolerance<T: Scalar>(&self, part: &str) -> Tolerance {
        let mut tolerance = self.case.tolerance::<T>(part);
        if self.fused {
            let atol: f64 = if part == "weights" { 1e-6 } else { 1e-7 };
            tolerance.atol = tolerance.atol.max(atol);
        }
        tolerance
    }

    fn check_weights<M: Model>(&self, model: &M, when: &str) {
        let order = self.case.entry["weights_order"].as_array().expect("weights_order");
        let got = weights(model);
        assert_eq!(got.len(), order.len());
        for (got, name) in got.iter().zip(order) {
            let name = format!("{when}/{}", name.as_str().expect("a name"));
            let what = format!("{} in {}: {name}", self.name, M::Scalar::DTYPE);
            let tolerance = self.tolerance::<M::Scalar>("weights");
            assert_close(&what, got, &self.case.tensor(&name).values, tolerance);
        }
    }

    fn check_numbers<T: Scalar>(&self, tensor: &str, got: &[f64]) {
        let part = if tensor.contains("accuracy") {
            "accuracy"
        } else {
            "losses"
        };
        let what = format!("{} in {}: {tensor}", self.name, T::DTYPE);
        assert_close(&what, got, &self.case.tensor(tensor).values, self.tolerance::<T>(part));
    }

    /// Trains as Keras did, and looks at everything that was written down.
    fn check<M, L, O, N, X, Y>(&self, x: &[X], y: &[Y], loss: L, optimizer: O, metrics: N)
    where
        M: Train,
        L: LossFor<M::Head> + Copy,
        O: Optimizer + Copy,
        N: MetricsFor<M::Head> + Copy,
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        self.check_with::<M, L, O, N, X, Y>(x, y, loss, optimizer, metrics, |_: &Epoch| ());
    }

    /// The same with a callback in the training that is looked at as a whole.
    fn check_with<M, L, O, N, X, Y>(
        &self,
        x: &[X],
        y: &[Y],
        loss: L,
        optimizer: O,
        metrics: N,
        callback: impl Callback<M>,
    ) where
        M: Train,
        L: LossFor<M::Head> + Copy,
        O: Optimizer + Copy,
        N: MetricsFor<M::Head> + Copy,
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        let mut start = M::boxed_zeros();
        let order = self.case.entry["weights_order"].as_array().expect("weights_order");
        let mut names = order.iter();
        M::parameters_mut([&mut *start], &mut |_, _, [values]| {
            let name = names.next().and_then(|name| name.as_str()).expect("a name");
            values.copy_from_slice(&self.case.values(&format!("w0/{name}")));
        });

        let (batch_size, epochs) = (self.number("batch_size").unwrap(), self.number("epochs").unwrap());
        let train = self.number("train_rows").unwrap_or(x.len());
        let split = self.case.entry["validation_split"].as_f64();
        let class_weight: Option<Vec<f64>> = self.case.entry["class_weight"]
            .as_object()
            .map(|weights| weights.values().map(|weight| weight.as_f64().unwrap()).collect());
        let sample_weight = self
            .case
            .has("sample_weight")
            .then(|| &self.case.tensor("sample_weight").values);
        let fit = |rows: usize| {
            settings(
                batch_size,
                class_weight.as_deref(),
                sample_weight.map(|weights| &weights[..rows]),
            )
        };

        // The weights after some batches: whole epochs, then the first batches of another.
        let trained = split.map_or(train, |split| (train as f64 * (1.0 - split)).floor() as usize);
        let per_epoch = trained.div_ceil(batch_size);
        for batches in [1, 2, 10] {
            let first = order[0].as_str().unwrap();
            if !self.case.has(&format!("batch{batches}/{first}")) {
                continue;
            }
            let mut model = start.clone();
            let mut compiled = model.compile(loss, optimizer, metrics);
            if batches >= per_epoch {
                let fit = fit(trained).epochs(batches / per_epoch);
                compiled.fit(&x[..trained], &y[..trained], &fit).unwrap();
            }
            let rows = (batches % per_epoch * batch_size).min(trained);
            if rows > 0 {
                compiled.fit(&x[..rows], &y[..rows], &fit(rows)).unwrap();
            }
            self.check_weights(&*model, &format!("batch{batches}"));
        }

        let mut model = start;
        let mut compiled = model.compile(loss, optimizer, metrics);
        let mut fit = fit(train).epochs(epochs).callback(callback);
        if let Some(split) = split {
            fit = fit.validation_split(split);
        }
        let (held_x, held_y) = if train < x.len() {
            (&x[train..], &y[train..])
        } else {
            (x, y)
        };
        let history = if train < x.len() {
            compiled.fit(&x[..train], &y[..train], &fit.validation_data(held_x, held_y))
        } else {
            compiled.fit(&x[..train], &y[..train], &fit)
        };
        let history = history.unwrap();
        let evaluation = compiled.evaluate(held_x, held_y).unwrap();
        let names = [("loss", "loss")].iter().chain(self.metrics);
        for &(keras, ours) in names {
            self.check_numbers::<M::Scalar>(&format!("history/{keras}"), &history.get(ours));
            self.check_numbers::<M::Scalar>(&format!("evaluate/{keras}"), &[evaluation.get(ours).unwrap()]);
            if self.case.has(&format!("history/val_{keras}")) {
                let got = history.get(&format!("val_{ours}"));
                self.check_numbers::<M::Scalar>(&format!("history/val_{keras}"), &got);
            } else {
                assert_eq!(history.last().val_loss, None);
            }
        }
        if self.case.has("history/learning_rate") {
            self.check_numbers::<M::Scalar>("history/learning_rate", &history["learning_rate"]);
        }
        self.check_weights(&*model, "final");
        let wanted = &self.case.tensor("predict").values;
        let width = <OutputShape<M> as layerproof::shape::Shape>::LEN;
        let got: Vec<M::Scalar> = held_x[..wanted.len() / width]
            .iter()
            .flat_map(|x| {
                let output = model.predict(x);
                let array = layerproof::shape::Value::as_array(&output);
                layerproof::shape::Array::flat(array).to_vec()
            })
            .collect();
        let what = format!("{} in {}: predict", self.name, M::Scalar::DTYPE);
        assert_close(&what, &got, wanted, self.tolerance::<M::Scalar>("weights"));
    }

    fn rows<T: Scalar, const N: usize>(&self, tensor: &str) -> Vec<[T; N]> {
        self.case.values::<T>(tensor).as_chunks().0.to_vec()
    }

    fn classes(&self) -> Vec<u8> {
        self.case.tensor("y").values.iter().map(|&class| class as u8).collect()
    }

    fn yes_or_no(&self) -> Vec<bool> {
        self.case.tensor("y").values.iter().map(|&value| value == 1.0).collect()
    }

    fn digits(&self) -> (Vec<[f64; 64]>, Vec<u8>) {
        let mut text = String::new();
        let file: &[u8] = include_bytes!("../../examples/data/digits.csv.gz");
        GzDecoder::new(file)
            .read_to_string(&mut text)
            .expect("the digits unpack");
        let rows: Vec<Vec<u8>> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').map(|cell| cell.parse().expect("a number")).collect())
            .collect();
        let order = &self.case.tensor("perm").values;
        let image = |row: &[u8]| core::array::from_fn(|i| f64::from(row[i]) / 16.0);
        let x = order.iter().map(|&i| image(&rows[i as usize])).collect();
        (x, order.iter().map(|&i| rows[i as usize][64]).collect())
    }
}

/// Runs a test in f64 and in f32.
macro_rules! both {
    ($($(#[$attribute:meta])* fn $name:ident<$t:ident>() $body:block)*) => {$(
        $(#[$attribute])*
        #[test]
        fn $name() {
            { type $t = f64; $body }
            { type $t = f32; $body }
        }
    )*};
}

both! {
    fn xor_as_a_regression<T>() {
        let run = Run::new("xor4_regression_sgd05").metrics(&[("mae", "mean_absolute_error")]);
        let (x, y) = (run.rows::<T, 2>("x"), run.case.values::<T>("y"));
        run.check::<Two<T, 2, 8, 1, Relu, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Sgd::new(0.5), MeanAbsoluteError::new(),
        );
    }

    fn xor_behind_a_sigmoid<T>() {
        let run = Run::new("xor4_sigmoid_sgd05").metrics(&[("binary_accuracy", "binary_accuracy")]);
        let (x, y) = (run.rows::<T, 2>("x"), run.yes_or_no());
        run.check::<Two<T, 2, 8, 1, Relu, Sigmoid>, _, _, _, _, _>(
            &x, &y, Unpaired(MeanSquaredError::new()), Sgd::new(0.5), BinaryAccuracy::new(),
        );
    }

    fn xor_of_a_cloud<T>() {
        let run = Run::new("xor_cloud_sgd05").metrics(&[("mae", "mean_absolute_error")]);
        let (x, y) = (run.rows::<T, 2>("x"), run.rows::<T, 1>("y"));
        run.check::<Two<T, 2, 8, 1, Relu, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Sgd::new(0.5), MeanAbsoluteError::new(),
        );
    }

    fn overweight<T>() {
        let run = Run::new("bmi_binary_sgd").metrics(&[("accuracy", "binary_accuracy")]).fused();
        let (x, y) = (run.rows::<T, 2>("x"), run.yes_or_no());
        run.check::<Two<T, 2, 8, 1, Relu, Sigmoid>, _, _, _, _, _>(
            &x, &y, BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new(),
        );
    }

    fn overweight_as_keras_clips_it<T>() {
        let run = Run::new("bmi_binary_sgd").metrics(&[("accuracy", "binary_accuracy")]);
        let (x, y) = (run.rows::<T, 2>("x"), run.yes_or_no());
        run.check::<Two<T, 2, 8, 1, Relu, Sigmoid>, _, _, _, _, _>(
            &x, &y, Unpaired(BinaryCrossentropy::new()), Sgd::new(0.1), BinaryAccuracy::new(),
        );
    }

    fn overweight_from_logits<T>() {
        let run = Run::new("bmi_binary_adam_logits");
        let (x, y) = (run.rows::<T, 2>("x"), run.yes_or_no());
        run.check::<Two<T, 2, 8, 1, Tanh, Linear>, _, _, _, _, _>(
            &x, &y, BinaryCrossentropy::new().from_logits(), Adam::new(0.01), (),
        );
    }

    fn weight_class<T>() {
        let run = Run::new("bmi4_softmax_sparse").metrics(&[("accuracy", "sparse_categorical_accuracy")]).fused();
        let (x, y) = (run.rows::<T, 2>("x"), run.classes());
        run.check::<Two<T, 2, 8, 4, Relu, Softmax>, _, _, _, _, _>(
            &x, &y, SparseCategoricalCrossentropy::new(), Adam::new(0.01), SparseCategoricalAccuracy::new(),
        );
    }

    fn weight_class_with_class_weights<T>() {
        let run = Run::new("bmi4_class_weight").metrics(&[("accuracy", "sparse_categorical_accuracy")]).fused();
        let (x, y) = (run.rows::<T, 2>("x"), run.classes());
        run.check::<Two<T, 2, 8, 4, Relu, Softmax>, _, _, _, _, _>(
            &x, &y, SparseCategoricalCrossentropy::new(), Sgd::new(0.1), SparseCategoricalAccuracy::new(),
        );
    }

    fn overweight_with_sample_weights<T>() {
        let run = Run::new("bmi_sample_weight").metrics(&[("accuracy", "binary_accuracy")]).fused();
        let (x, y) = (run.rows::<T, 2>("x"), run.yes_or_no());
        run.check::<Two<T, 2, 8, 1, Relu, Sigmoid>, _, _, _, _, _>(
            &x, &y, BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new(),
        );
        let weighted = Run::new("bmi_sample_weight").metrics(&[("binary_accuracy", "binary_accuracy")]).fused();
        weighted.check::<Two<T, 2, 8, 1, Relu, Sigmoid>, _, _, _, _, _>(
            &x, &y, BinaryCrossentropy::new(), Sgd::new(0.1), Weighted(BinaryAccuracy::new()),
        );
    }

    fn regression_with_a_validation_split<T>() {
        type Net = Sequential<(Dense<T, 3, 16, Elu>, (Dense<T, 16, 8, Elu>, (Dense<T, 8, 1>, ())))>;
        let run = Run::new("regression_validation_split")
            .metrics(&[("mae", "mean_absolute_error"), ("mse", "mean_squared_error")]);
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check::<Net, _, _, _, _, _>(
            &x, &y, Huber::new(), Sgd::new(0.05).momentum(0.9).nesterov(true),
            (MeanAbsoluteError::new(), MeanSquaredError::new()),
        );
    }

    fn regression_with_regularizers_and_a_constraint<T>() {
        type First = Regularized<(GlorotUniform, Zeros), (L2<{ 0.01_f64.to_bits() }>, MaxNorm<{ 1.0_f64.to_bits() }>)>;
        type Second = Regularized<
            (GlorotUniform, Zeros), (L1<{ 0.005_f64.to_bits() }>, NoConstraint), (L2<{ 0.02_f64.to_bits() }>, NoConstraint),
        >;
        type Net = Sequential<(
            Dense<T, 3, 10, Relu, SVector<T, 10>, First>,
            (Dense<T, 10, 1, Linear, SVector<T, 1>, Second>, ()),
        )>;
        let run = Run::new("regression_regularised").metrics(&[("mae", "mean_absolute_error")]);
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check::<Net, _, _, _, _, _>(&x, &y, MeanSquaredError::new(), Adam::new(0.02), MeanAbsoluteError::new());
    }

    fn regression_with_a_batch_normalization<T>() {
        type Normalized<T> = BatchNormalization<T, Features<10>, 10, SVector<T, 10>, SVector<T, 10>, { 0.9_f64.to_bits() }>;
        type Net =
            Sequential<(Dense<T, 3, 10>, (Normalized<T>, (Activation<T, Features<10>, Relu>, (Dense<T, 10, 1>, ()))))>;
        let run = Run::new("regression_batchnorm");
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check::<Net, _, _, _, _, _>(&x, &y, MeanSquaredError::new(), Adam::new(0.01), ());
    }

    fn early_stopping<T>() {
        let run = Run::new("early_stopping");
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check_with::<Two<T, 3, 16, 1, Tanh, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Adam::new(0.05), (), EarlyStopping::new().patience(3),
        );
    }

    fn early_stopping_with_the_best_weights<T>() {
        let run = Run::new("early_stopping_restore");
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check_with::<Two<T, 3, 16, 1, Tanh, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Adam::new(0.05), (),
            EarlyStopping::new().monitor("val_loss").patience(4).min_delta(1e-3).restore_best_weights(true),
        );
    }

    fn early_stopping_after_some_epochs<T>() {
        let run = Run::new("early_stopping_start_from").metrics(&[("accuracy", "binary_accuracy")]).fused();
        let (x, y) = (run.rows::<T, 2>("x"), run.yes_or_no());
        run.check_with::<Two<T, 2, 8, 1, Relu, Sigmoid>, _, _, _, _, _>(
            &x, &y, BinaryCrossentropy::new(), Sgd::new(0.5), BinaryAccuracy::new(),
            EarlyStopping::new().monitor("val_binary_accuracy").patience(2).start_from_epoch(5),
        );
    }

    fn a_lower_rate_on_a_plateau<T>() {
        let run = Run::new("reduce_lr_on_plateau");
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check_with::<Two<T, 3, 16, 1, Tanh, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Adam::new(0.1), (),
            ReduceLrOnPlateau::new().monitor("val_loss").factor(0.5).patience(2).min_lr(0.001),
        );
    }

    fn a_lower_rate_with_a_cooldown<T>() {
        let run = Run::new("reduce_lr_cooldown");
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        run.check_with::<Two<T, 3, 12, 1, Relu, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Sgd::new(0.3), (),
            ReduceLrOnPlateau::new().monitor("loss").factor(0.3).patience(1).cooldown(2).min_delta(0.0005),
        );
    }

    fn a_rate_for_each_epoch<T>() {
        let run = Run::new("lr_scheduler_callback");
        let (x, y) = (run.rows::<T, 3>("x"), run.rows::<T, 1>("y"));
        // The rate of the first epochs, so that the weights after some batches, trained without the callback, have it too.
        run.check_with::<Two<T, 3, 8, 1, Relu, Linear>, _, _, _, _, _>(
            &x, &y, MeanSquaredError::new(), Sgd::new(0.2), (),
            LearningRateScheduler::new(|epoch, _| [0.2, 0.2, 0.1, 0.05, 0.01, 0.001][epoch]),
        );
    }

    fn digits_dense<T>() {
        let run = Run::new("digits_mlp_adam").metrics(&[("accuracy", "sparse_categorical_accuracy")]).fused();
        let (x, y) = run.digits();
        let x: Vec<[T; 64]> = x.iter().map(|x| x.map(|x| x as T)).collect();
        run.check::<Two<T, 64, 32, 10, Relu, Softmax>, _, _, _, _, _>(
            &x, &y, SparseCategoricalCrossentropy::new(), Adam::new(0.001), SparseCategoricalAccuracy::new(),
        );
    }

    fn digits_convolutional<T>() {
        type Net = Sequential<(
            Conv2d<T, Image<8, 8, 1>, Image<8, 8, 8>, Window<3, 3>, 9, 8, Relu>,
            (
                MaxPooling2d<T, Image<8, 8, 8>, Image<4, 4, 8>, Window<2, 2, 2, 2>>,
                (
                    Conv2d<T, Image<4, 4, 8>, Image<2, 2, 12>, Window<3, 3>, 72, 12, Relu>,
                    (Flatten<T, Image<2, 2, 12>, 48>, (Dense<T, 48, 10, Softmax>, ())),
                ),
            ),
        )>;
        let run = Run::new("digits_cnn").metrics(&[("accuracy", "sparse_categorical_accuracy")]).fused();
        let (x, y) = run.digits();
        let x: Vec<Image<8, 8, 1, T>> = x
            .iter()
            .map(|x| Image(core::array::from_fn(|r| core::array::from_fn(|c| [x[8 * r + c] as T]))))
            .collect();
        run.check::<Net, _, _, _, _, _>(
            &x, &y, SparseCategoricalCrossentropy::new(), Adam::new(0.002), SparseCategoricalAccuracy::new(),
        );
    }
}
