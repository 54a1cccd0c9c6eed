//! Metrics against Keras: the result after each of three batches, with and without weights.

use layerproof::Scalar;
use layerproof::losses::Truth;
use layerproof::metrics::{
    BinaryAccuracy, CategoricalAccuracy, CategoricalHinge, CosineSimilarity, Hinge, KlDivergence, LogCosh,
    MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Metric, Poisson,
    SparseCategoricalAccuracy, SquaredHinge,
};
use layerproof_tests::{Case, assert_close};

fn check<T: Scalar>(name: &str, metric: impl Metric) {
    let case = Case::open("metrics", name);
    for (suffix, weighted) in [("", false), ("_sw", true)] {
        let mut state = Default::default();
        for batch in 0..3 {
            let tensor = |part: &str| format!("batch{batch}/{part}");
            let width = case.tensor(&tensor("y_pred")).shape[1];
            let outputs: Vec<T> = case.values(&tensor("y_pred"));
            let truths: Vec<T> = case.values(&tensor("y_true"));
            let weights = &case.tensor(&tensor("sample_weight")).values;
            for (i, output) in outputs.chunks_exact(width).enumerate() {
                let truth = if truths.len() == outputs.len() {
                    Truth::Values(&truths[i * width..(i + 1) * width])
                } else {
                    Truth::Class(truths[i].to_f64() as i64)
                };
                metric.update(&mut state, output, truth, if weighted { weights[i] } else { 1.0 });
            }
            let mut results = Vec::new();
            metric.results(&state, &mut |_, value| results.push(value));
            let wanted = &case.tensor(&format!("result{suffix}{batch}")).values;
            let what = format!("{name} in {} after batch {batch}{suffix}", T::DTYPE);
            assert_close(&what, &results, wanted, case.tolerance::<T>(""));
        }
    }
}

fn both(name: &str, metric: impl Metric) {
    check::<f64>(name, metric);
    check::<f32>(name, metric);
}

#[test]
fn metrics() {
    both("binary_accuracy", BinaryAccuracy::new());
    both("binary_accuracy_threshold", BinaryAccuracy::new().threshold(0.3));
    both("binary_accuracy_multilabel", BinaryAccuracy::new());
    both("categorical_accuracy", CategoricalAccuracy::new());
    both("sparse_categorical_accuracy", SparseCategoricalAccuracy::new());
    both("mse", MeanSquaredError::new());
    both("mae", MeanAbsoluteError::new());
    both("mape", MeanAbsolutePercentageError::new());
    both("msle", MeanSquaredLogarithmicError::new());
    both("log_cosh", LogCosh::new());
    both("cosine_similarity", CosineSimilarity::new());
    both("kl_divergence", KlDivergence::new());
    both("poisson", Poisson::new());
    both("hinge", Hinge::new());
    both("squared_hinge", SquaredHinge::new());
    both("categorical_hinge", CategoricalHinge::new());
}

#[test]
fn several_at_once() {
    let metrics = (
        CategoricalAccuracy::new(),
        (),
        (MeanSquaredError::new(), MeanAbsoluteError::new()),
    );
    let mut state = Default::default();
    metrics.update(&mut state, &[0.0, 1.0], Truth::Class(0), 1.0);
    let mut names = Vec::new();
    metrics.results(&state, &mut |name, value| names.push((name, value)));
    let wanted = [
        ("categorical_accuracy", 0.0),
        ("mean_squared_error", 1.0),
        ("mean_absolute_error", 1.0),
    ];
    assert_eq!(names, wanted);
}
