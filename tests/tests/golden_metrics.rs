//! Metrics against Keras: the result after each of three batches, with and without weights.

use layerproof::losses::Truth;
use layerproof::metrics::accuracy::{Binary, Categorical, Labels};
use layerproof::prelude::*;
use layerproof_tests::{Case, assert_close};

fn check<T: Scalar>(name: &str, metric: impl Metric) {
    let case = Case::open("metrics", name);
    for (suffix, weighted) in [("", false), ("_sw", true)] {
        let mut state = Default::default();
        for batch in 0..3 {
            let tensor = |part: &str| format!("batch{batch}/{part}");
            let width = case.tensor(&tensor("y_pred")).shape.get(1).copied().unwrap_or(1);
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
    both("rmse", RootMeanSquaredError::new());
    both("pearson", PearsonCorrelation::new());
}

#[test]
fn accuracies() {
    both("binary_accuracy", Accuracy::<Binary>::new());
    both("binary_accuracy_multilabel", Accuracy::<Binary>::new());
    both("categorical_accuracy", Accuracy::<Categorical>::new());
    both("sparse_categorical_accuracy", Accuracy::<Categorical>::new());
    both("accuracy_labels", Accuracy::<Labels>::new());
    both("top_k_2", TopKCategoricalAccuracy::new().k(2));
    both("sparse_top_k_2", SparseTopKCategoricalAccuracy::new().k(2));
    both("sparse_top_k_3", SparseTopKCategoricalAccuracy::new().k(3));
}

#[test]
fn yes_and_no() {
    both("precision", Precision::new());
    both("precision_threshold", Precision::new().threshold(0.7));
    both(
        "precision_multi_threshold",
        Precision::new().thresholds([0.2, 0.5, 0.8]),
    );
    both("precision_class", Precision::new().class_id(1));
    both("precision_top_k", Precision::new().top_k(2));
    both("recall", Recall::new());
    both("recall_threshold", Recall::new().threshold(0.35));
    both("recall_class", Recall::new().class_id(2));
    both("recall_top_k", Recall::new().top_k(2));
    both("true_positives", TruePositives::new());
    both("true_negatives", TrueNegatives::new());
    both("false_positives", FalsePositives::new());
    both("false_negatives", FalseNegatives::new());
}

#[test]
fn areas() {
    both("auc_roc", Auc::new());
    both("auc_pr", Auc::new().curve(Curve::Pr));
    let twenty = Auc::new().num_thresholds::<20>();
    both("auc_roc_minoring", twenty.summation_method(SummationMethod::Minoring));
    both("auc_roc_majoring", twenty.summation_method(SummationMethod::Majoring));
    both("auc_logits", Auc::new().from_logits());
    both("auc_multilabel", Auc::new().multi_label::<4>());
}

#[test]
fn scores() {
    both("f1_macro", F1Score::<4>::new().average(Average::Macro));
    both("f1_micro", F1Score::<4>::new().average(Average::Micro));
    both("f1_weighted", F1Score::<4>::new().average(Average::Weighted));
    both("f1_none", F1Score::<4>::new());
    both(
        "f1_threshold",
        F1Score::<4>::new().threshold(0.5).average(Average::Macro),
    );
    both("fbeta_2", FBetaScore::<4>::new().beta(2.0).average(Average::Macro));
    both("r2", R2Score::<4>::new());
    both("r2_one", R2Score::<1>::new());
    both(
        "r2_variance_weighted",
        R2Score::<4>::new().class_aggregation(ClassAggregation::VarianceWeightedAverage),
    );
    both("r2_adjusted", R2Score::<1>::new().num_regressors(3));
    both("mean_iou", MeanIou::<4>::new(4));
}

#[test]
fn crossentropies() {
    both("binary_crossentropy", BinaryCrossentropy::new());
    both("binary_crossentropy_logits", BinaryCrossentropy::new().from_logits());
    both(
        "binary_crossentropy_smooth",
        BinaryCrossentropy::new().label_smoothing(0.1),
    );
    both("categorical_crossentropy", CategoricalCrossentropy::new());
    both(
        "categorical_crossentropy_logits",
        CategoricalCrossentropy::new().from_logits(),
    );
    both("sparse_categorical_crossentropy", SparseCategoricalCrossentropy::new());
    both(
        "sparse_categorical_crossentropy_logits",
        SparseCategoricalCrossentropy::new().from_logits(),
    );
}

sequential! { struct Yes { Input<2>, Dense<1, Sigmoid> } }
sequential! { struct Tags { Input<2>, Dense<3, Sigmoid> } }
sequential! { struct Kinds { Input<2>, Dense<3, Softmax> } }
sequential! { struct One { Input<2>, Dense<1> } }
sequential! { struct Logits { Input<2>, Dense<3> } }

const X: [[f32; 2]; 4] = [[0.1, 0.9], [0.8, 0.3], [0.4, 0.4], [0.9, 0.9]];

fn names(evaluation: &Evaluation) -> Vec<&'static str> {
    evaluation.metrics.iter().map(|metric| metric.0).collect()
}

#[test]
fn the_head_decides() {
    let y = [true, false, true, false];
    let metrics = (
        Accuracy::new(),
        Precision::new().thresholds([0.2, 0.8]),
        Recall::new(),
        Auc::new(),
        F1Score::new().threshold(0.5),
        (TruePositives::new(), R2Score::new(), RootMeanSquaredError::new()),
        Weighted(Auc::new().curve(Curve::Pr)),
        BinaryCrossentropy::new(),
    );
    let mut model = Yes::new(7);
    let evaluation = model
        .compile(BinaryCrossentropy::new(), Adam::new(0.1), metrics)
        .evaluate(&X, &y)
        .unwrap();
    let wanted = [
        "accuracy",
        "precision_0",
        "precision_1",
        "recall",
        "auc",
        "f1_score",
        "true_positives",
        "r2_score",
        "root_mean_squared_error",
        "auc_1",
        "binary_crossentropy",
    ];
    assert_eq!(names(&evaluation), wanted);
    assert!((evaluation.loss - evaluation["binary_crossentropy"]).abs() < 1e-6);

    let y = [
        [true, false, true],
        [false, false, true],
        [true, true, true],
        [false, true, false],
    ];
    let metrics = (Accuracy::new(), F1Score::new(), Auc::new().multi_label(), Auc::new());
    let mut model = Tags::new(7);
    let evaluation = model
        .compile(BinaryCrossentropy::new(), Adam::new(0.1), metrics)
        .evaluate(&X, &y)
        .unwrap();
    assert_eq!(
        names(&evaluation),
        ["accuracy", "f1_score_0", "f1_score_1", "f1_score_2", "auc", "auc_1"]
    );

    let y = [0_usize, 2, 1, 2];
    let metrics = (
        Accuracy::new(),
        SparseTopKCategoricalAccuracy::new().k(2),
        F1Score::new().average(Average::Macro),
        MeanIou::new(3),
        SparseCategoricalCrossentropy::new(),
        Precision::new().class_id(2),
    );
    let mut model = Kinds::new(7);
    let mut compiled = model.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.3), metrics);
    let untrained = compiled.evaluate(&X, &y).unwrap();
    assert!(untrained["accuracy"] < 1.0 || untrained["mean_iou"] == 1.0);
    compiled.fit(&X, &y, &Fit::new().epochs(400)).unwrap();
    let trained = compiled.evaluate(&X, &y).unwrap();
    for name in ["accuracy", "sparse_top_k_categorical_accuracy", "mean_iou", "precision"] {
        assert_eq!(trained[name], 1.0, "{name}");
    }
    assert!((trained["f1_score"] - 1.0).abs() < 1e-6);

    let metrics = (Accuracy::new(), SparseCategoricalCrossentropy::new().from_logits());
    let mut model = Logits::new(7);
    let loss = SparseCategoricalCrossentropy::new().from_logits();
    let evaluation = model.compile(loss, Adam::new(0.1), metrics).evaluate(&X, &y).unwrap();
    assert!((evaluation.loss - evaluation["sparse_categorical_crossentropy"]).abs() < 1e-6);
}

#[test]
fn which_classes_are_taken_for_which() {
    let x = [[-1.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]];
    let mut yes = Yes::zeros();
    yes.dense_1.kernel[0] = 1.0;
    let truths = [true, true, false, true];
    let matrix = yes
        .compile(BinaryCrossentropy::new(), Sgd::new(0.1), ())
        .confusion_matrix(&x, &truths)
        .unwrap();
    let rows = |matrix: &ConfusionMatrix| -> Vec<Vec<u64>> {
        let classes = 0..matrix.classes();
        classes
            .clone()
            .map(|truth| classes.clone().map(|answer| matrix.count(truth, answer)).collect())
            .collect()
    };
    assert_eq!(rows(&matrix), [[0, 1], [1, 2]]);
    // The same of logits, and of an evaluator without an optimiser.
    let mut logit = One::zeros();
    logit.dense_1.kernel[0] = 0.1;
    let of_logits = logit
        .evaluator(BinaryCrossentropy::new().from_logits(), ())
        .confusion_matrix(&x, &truths);
    assert_eq!(of_logits.unwrap(), matrix);

    let mut kinds = Kinds::zeros();
    kinds.dense_1.bias[2] = 1.0;
    let matrix = kinds
        .evaluator(SparseCategoricalCrossentropy::new(), ())
        .confusion_matrix(&x, &[0_usize, 2, 2, 1]);
    let matrix = matrix.unwrap().class_names(["no", "perhaps", "surely"]);
    assert_eq!(rows(&matrix), [[0, 0, 1], [0, 0, 1], [0, 0, 2]]);
    let table = "\
truth \\ answer  no  perhaps  surely
no               0        0       1
perhaps          0        0       1
surely           0        0       2";
    assert_eq!(matrix.to_string(), table);

    let line = One::zeros();
    let error = line
        .evaluator(MeanSquaredError::new(), ())
        .confusion_matrix(&x, &[0.0; 4])
        .unwrap_err();
    assert!(
        error.to_string().contains("`mean_squared_error` is one over numbers"),
        "{error}"
    );
    let error = kinds
        .evaluator(SparseCategoricalCrossentropy::new(), ())
        .confusion_matrix(&x, &[0_usize, 3, 2, 1]);
    assert!(error.unwrap_err().to_string().contains("target 1 is class 3"));
}

fn refused<N: Metric>(metric: N) -> String {
    let mut model = Yes::new(7);
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.1), Unpaired(metric));
    compiled.fit(&X, &[true; 4], &Fit::new()).unwrap_err().to_string()
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let cases = [
        (
            refused(Precision::new().threshold(1.5)),
            "`thresholds` of `Precision` is 1.5",
        ),
        (refused(Recall::new().top_k(0)), "`top_k` of `Recall` is 0"),
        (
            refused(FalsePositives::new().thresholds([0.5, -0.1])),
            "`thresholds` of `FalsePositives` is -0.1",
        ),
        (
            refused(TopKCategoricalAccuracy::new().k(0)),
            "`k` of `TopKCategoricalAccuracy` is 0",
        ),
        (
            refused(F1Score::<1>::new().threshold(f64::NAN)),
            "`threshold` of `F1Score` is NaN",
        ),
        (refused(FBetaScore::<1>::new().beta(0.0)), "`beta` of `FBetaScore` is 0"),
        (refused(MeanIou::<1>::new(3)), "`num_classes` of `MeanIou` is 3"),
        (
            refused(BinaryCrossentropy::new().label_smoothing(2.0)),
            "`label_smoothing` of `BinaryCrossentropy` is 2",
        ),
    ];
    for (text, wanted) in cases {
        assert!(text.contains(wanted), "{text}");
    }
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
