//! Losses against Keras: values, gradients, reductions, the edges of the clip.

use layerproof::Scalar;
use layerproof::losses::{
    BinaryCrossentropy, BinaryFocalCrossentropy, CategoricalCrossentropy, CategoricalFocalCrossentropy,
    CategoricalHinge, CosineSimilarity, Dice, FromLogits, Hinge, Huber, KlDivergence, LogCosh, Loss, MeanAbsoluteError,
    MeanAbsolutePercentageError, MeanSquaredError, MeanSquaredLogarithmicError, Poisson, SparseCategoricalCrossentropy,
    SquaredHinge, Truth, Tversky,
};
use layerproof_tests::{Case, Tensor, assert_close};

/// A case's rows of outputs with their truth.
struct Rows<T> {
    width: usize,
    outputs: Vec<T>,
    values: Option<Vec<T>>,
    classes: Vec<i64>,
}

impl<T: Scalar> Rows<T> {
    fn of(case: &Case) -> Self {
        let width = *case.tensor("y_pred").shape.last().expect("an axis");
        let outputs: Vec<T> = case.values("y_pred");
        let sparse = case.tensor("y_true").values.len() != outputs.len();
        Self {
            width,
            outputs,
            values: (!sparse).then(|| case.values("y_true")),
            classes: case.tensor("y_true").values.iter().map(|&class| class as i64).collect(),
        }
    }

    fn len(&self) -> usize {
        self.outputs.len() / self.width
    }

    fn row(&self, i: usize) -> (&[T], Truth<'_, T>) {
        let range = i * self.width..(i + 1) * self.width;
        let truth = match &self.values {
            Some(values) => Truth::Values(&values[range.clone()]),
            None => Truth::Class(self.classes[i]),
        };
        (&self.outputs[range], truth)
    }

    /// The losses of all rows, those that do not count being 0.
    fn losses(&self, loss: &impl Loss) -> Vec<T> {
        let rows = (0..self.len()).map(|i| self.row(i));
        rows.map(|(y, truth)| {
            if loss.counts(truth) {
                loss.value(y, truth)
            } else {
                T::ZERO
            }
        })
        .collect()
    }

    /// All gradients, row i scaled by `scale(i)`.
    fn gradients(&self, loss: &impl Loss, scale: impl Fn(usize) -> T, fused: bool) -> Vec<T> {
        let mut all = vec![T::ZERO; self.outputs.len()];
        for (i, gradient) in all.chunks_exact_mut(self.width).enumerate() {
            let (y, truth) = self.row(i);
            if !loss.counts(truth) {
                continue;
            }
            if fused {
                loss.fused_gradient(y, truth, scale(i), gradient);
            } else {
                loss.gradient(y, truth, scale(i), gradient);
            }
        }
        all
    }

    fn counted(&self, loss: &impl Loss) -> usize {
        (0..self.len()).filter(|&i| loss.counts(self.row(i).1)).count()
    }
}

fn check<T: Scalar>(name: &str, loss: impl Loss) {
    let case = Case::open("losses", name);
    let tolerance = case.tolerance::<T>("");
    let rows = Rows::<T>::of(&case);
    // Where Keras in f32 differs in kind, its own numbers are there.
    let want = |tensor: String| -> &Tensor {
        let single = format!("f32.{tensor}");
        if T::DTYPE == "F32" && case.has(&single) {
            case.tensor(&single)
        } else {
            case.tensor(&tensor)
        }
    };
    let what = |part: &str| format!("{name} in {}: {part}", T::DTYPE);
    let share = T::from_f64(1.0 / rows.counted(&loss) as f64);
    for weighted in [false, true] {
        if weighted && !case.has("sample_weight") {
            continue;
        }
        let suffix = if weighted { ".sw" } else { "" };
        let weights: Vec<T> = if weighted {
            case.values("sample_weight")
        } else {
            vec![T::ONE; rows.len()]
        };
        let losses: Vec<T> = rows.losses(&loss).iter().zip(&weights).map(|(&l, &w)| l * w).collect();
        let sum: T = losses.iter().copied().sum();
        let mean = want(format!("value.sum_over_batch_size{suffix}"));
        assert_close(&what("mean"), &[sum * share], &mean.values, tolerance);
        let gradients = rows.gradients(&loss, |i| weights[i] * share, false);
        let wanted = want(format!("grad.sum_over_batch_size{suffix}"));
        assert_close(&what("gradient of the mean"), &gradients, &wanted.values, tolerance);

        let none = want(format!("value.none{suffix}"));
        assert_close(&what("each"), &losses, &none.values, tolerance);
        let upstream: Vec<T> = case.values("upstream");
        let gradients = rows.gradients(&loss, |i| weights[i] * upstream[i], false);
        let wanted = want(format!("grad.none{suffix}"));
        assert_close(&what("each gradient"), &gradients, &wanted.values, tolerance);

        if case.has(&format!("value.sum{suffix}")) {
            assert_close(
                &what("sum"),
                &[sum],
                &want(format!("value.sum{suffix}")).values,
                tolerance,
            );
        }
    }
}

fn both(name: &str, loss: impl Loss) {
    check::<f64>(name, loss);
    check::<f32>(name, loss);
}

#[test]
fn regression_losses() {
    both("mse", MeanSquaredError::new());
    both("mse_rank3", MeanSquaredError::new());
    both("mse_one_output", MeanSquaredError::new());
    both("mae", MeanAbsoluteError::new());
    both("mae_rank3", MeanAbsoluteError::new());
    both("huber", Huber::new());
    both("huber_delta", Huber::new().delta(0.5));
    both("edge_huber_at_delta", Huber::new());
    both("mape", MeanAbsolutePercentageError::new());
    both("edge_mape_zero_target", MeanAbsolutePercentageError::new());
    both("msle", MeanSquaredLogarithmicError::new());
    both("edge_msle_negative", MeanSquaredLogarithmicError::new());
    both("log_cosh", LogCosh::new());
    both("log_cosh_rank3", LogCosh::new());
    both("edge_log_cosh_large", LogCosh::new());
    both("cosine_similarity", CosineSimilarity::new());
    both("cosine_similarity_rank3", CosineSimilarity::new());
    both("edge_cosine_zero_vector", CosineSimilarity::new());
}

#[test]
fn distributions_and_counts() {
    both("kl_divergence", KlDivergence::new());
    both("edge_kl_divergence", KlDivergence::new());
    both("poisson", Poisson::new());
    both("edge_poisson_zero", Poisson::new());
}

#[test]
fn hinges() {
    both("hinge_pm1", Hinge::new());
    both("hinge_01", Hinge::new());
    both("squared_hinge_pm1", SquaredHinge::new());
    both("squared_hinge_01", SquaredHinge::new());
    both("categorical_hinge", CategoricalHinge::new());
}

#[test]
fn focal_crossentropies() {
    let binary = BinaryFocalCrossentropy::new().alpha(0.3).gamma(1.5);
    both("binary_focal", binary);
    both("binary_focal_balanced", binary.apply_class_balancing(true));
    both("binary_focal_logits", binary.from_logits());
    both(
        "binary_focal_balanced_logits",
        binary.apply_class_balancing(true).from_logits(),
    );
    both(
        "binary_focal_smooth",
        BinaryFocalCrossentropy::new().label_smoothing(0.1),
    );
    let categorical = CategoricalFocalCrossentropy::new().alpha(0.3).gamma(1.5);
    both("categorical_focal", categorical);
    both("categorical_focal_logits", categorical.from_logits());
    both(
        "categorical_focal_smooth",
        CategoricalFocalCrossentropy::new().label_smoothing(0.1),
    );
}

/// Keras takes all numbers of a mini-batch for one set: here they are one row.
fn overlap<T: Scalar>(name: &str, loss: impl Loss) {
    let case = Case::open("losses", name);
    let (output, target): (Vec<T>, Vec<T>) = (case.values("y_pred"), case.values("y_true"));
    let truth = Truth::Values(&target);
    let mut gradient = vec![T::ZERO; output.len()];
    loss.gradient(&output, truth, case.values("upstream")[0], &mut gradient);
    let tolerance = case.tolerance::<T>("");
    let wanted = &case.tensor("value.none").values;
    assert_close(name, &[loss.value(&output, truth)], wanted, tolerance);
    assert_close(name, &gradient, &case.tensor("grad.none").values, tolerance);
}

#[test]
fn overlaps_of_sets() {
    overlap::<f64>("dice", Dice::new());
    overlap::<f32>("dice", Dice::new());
    overlap::<f64>("tversky", Tversky::new().alpha(0.3).beta(0.7));
    overlap::<f32>("tversky", Tversky::new().alpha(0.3).beta(0.7));
}

#[test]
fn binary_crossentropy() {
    let loss = BinaryCrossentropy::new();
    both("binary_crossentropy", loss);
    both("binary_crossentropy_smooth", loss.label_smoothing(0.1));
    both("binary_crossentropy_one_output", loss);
    both("binary_crossentropy_rank3", loss);
    both("edge_binary_crossentropy", loss);
}

#[test]
fn categorical_crossentropy() {
    let loss = CategoricalCrossentropy::new();
    both("categorical_crossentropy", loss);
    both("categorical_crossentropy_smooth", loss.label_smoothing(0.1));
    both("categorical_crossentropy_soft_targets", loss);
    both("categorical_crossentropy_rank3", loss);
    both("categorical_crossentropy_unnormalised", loss);
    both("edge_categorical_crossentropy", loss);
}

#[test]
fn sparse_categorical_crossentropy() {
    let loss = SparseCategoricalCrossentropy::new();
    both("sparse_categorical_crossentropy", loss);
    both("sparse_categorical_crossentropy_rank3", loss);
    both("sparse_categorical_crossentropy_ignore", loss.ignore_class(1));
    both("sparse_categorical_crossentropy_ignore_minus1", loss.ignore_class(-1));
    both("edge_sparse_categorical_crossentropy", loss);
}

#[test]
fn crossentropies_from_logits() {
    let binary = BinaryCrossentropy::new();
    both("binary_crossentropy_logits", binary.from_logits());
    both(
        "binary_crossentropy_logits_smooth",
        binary.label_smoothing(0.1).from_logits(),
    );
    both("binary_crossentropy_one_output_logits", binary.from_logits());
    both("binary_crossentropy_rank3_logits", binary.from_logits());
    both("edge_binary_crossentropy_logits", binary.from_logits());
    let categorical = CategoricalCrossentropy::new();
    both("categorical_crossentropy_logits", categorical.from_logits());
    both(
        "categorical_crossentropy_logits_smooth",
        FromLogits::<CategoricalCrossentropy>::new().label_smoothing(0.1),
    );
    both(
        "categorical_crossentropy_soft_targets_logits",
        categorical.from_logits(),
    );
    both("categorical_crossentropy_rank3_logits", categorical.from_logits());
    both("edge_categorical_crossentropy_logits", categorical.from_logits());
    let sparse = SparseCategoricalCrossentropy::new();
    both("sparse_categorical_crossentropy_logits", sparse.from_logits());
    both("sparse_categorical_crossentropy_rank3_logits", sparse.from_logits());
    both(
        "sparse_categorical_crossentropy_ignore_logits",
        FromLogits::<SparseCategoricalCrossentropy>::new().ignore_class(1),
    );
    both(
        "sparse_categorical_crossentropy_ignore_minus1_logits",
        sparse.ignore_class(-1).from_logits(),
    );
}

/// The fused gradient of a loss on probabilities is Keras's gradient of the same loss from logits.
fn fused(name: &str, loss: impl Loss, activate: impl Fn(&mut [f64])) {
    let case = Case::open("losses", name);
    let mut rows = Rows::<f64>::of(&case);
    let width = rows.width;
    rows.outputs.chunks_exact_mut(width).for_each(activate);
    let upstream: Vec<f64> = case.values("upstream");
    let gradients = rows.gradients(&loss, |i| upstream[i], true);
    assert_close(
        name,
        &gradients,
        &case.tensor("grad.none").values,
        case.tolerance::<f64>(""),
    );
}

fn sigmoid(row: &mut [f64]) {
    for x in row {
        *x = 1.0 / (1.0 + (-*x).exp());
    }
}

fn softmax(row: &mut [f64]) {
    let sum: f64 = row.iter().map(|x| x.exp()).sum();
    for x in row {
        *x = x.exp() / sum;
    }
}

#[test]
fn fused_gradients() {
    let binary = BinaryCrossentropy::new();
    fused("binary_crossentropy_logits", binary, sigmoid);
    fused(
        "binary_crossentropy_logits_smooth",
        binary.label_smoothing(0.1),
        sigmoid,
    );
    let categorical = CategoricalCrossentropy::new();
    fused("categorical_crossentropy_logits", categorical, softmax);
    fused(
        "categorical_crossentropy_logits_smooth",
        categorical.label_smoothing(0.1),
        softmax,
    );
    fused("categorical_crossentropy_soft_targets_logits", categorical, softmax);
    let sparse = SparseCategoricalCrossentropy::new();
    fused("sparse_categorical_crossentropy_logits", sparse, softmax);
    fused(
        "sparse_categorical_crossentropy_ignore_logits",
        sparse.ignore_class(1),
        softmax,
    );
}

/// Central differences of the value, away from the corners of clip and absolute value.
fn differences(loss: impl Loss, output: &[f64], truth: Truth<'_, f64>) {
    let mut gradient = vec![0.0; output.len()];
    loss.gradient(output, truth, 3.0, &mut gradient);
    let h = 1e-6;
    let wanted: Vec<f64> = (0..output.len())
        .map(|i| {
            let at = |shift: f64| {
                let mut moved = output.to_vec();
                moved[i] += shift;
                loss.value(&moved, truth)
            };
            3.0 * (at(h) - at(-h)) / (2.0 * h)
        })
        .collect();
    for (i, (got, want)) in gradient.iter().zip(&wanted).enumerate() {
        assert!(
            (got - want).abs() < 1e-7 * (1.0 + want.abs()),
            "{i}: {got}, should be {want}"
        );
    }
}

#[test]
fn gradients_are_those_of_the_values() {
    let real = [0.3, -1.7, 2.4, 0.9];
    let target = Truth::Values(&[0.1, 0.5, -1.0, 3.0]);
    differences(MeanSquaredError::new(), &real, target);
    differences(MeanAbsoluteError::new(), &real, target);
    differences(Huber::new().delta(0.7), &real, target);
    differences(MeanAbsolutePercentageError::new(), &real, target);
    differences(LogCosh::new(), &real, target);
    differences(CosineSimilarity::new(), &real, target);
    let yes_or_no = Truth::Values(&[1.0, 0.0, 1.0, 0.0]);
    differences(Hinge::new(), &real, yes_or_no);
    differences(SquaredHinge::new(), &real, yes_or_no);
    let one = Truth::Values(&[0.0, 1.0, 0.0, 0.0]);
    differences(CategoricalHinge::new(), &real, one);
    let counts = Truth::Values(&[1.0, 0.0, 3.0, 2.0]);
    differences(Poisson::new(), &[0.3, 1.7, 2.4, 0.9], counts);
    differences(MeanSquaredLogarithmicError::new(), &[0.3, 1.7, 2.4, 0.9], counts);
    let soft = Truth::Values(&[0.1, 0.2, 0.3, 0.4]);
    let probabilities = [0.2, 0.05, 0.6, 0.15];
    differences(KlDivergence::new(), &probabilities, soft);
    differences(Dice::new(), &probabilities, yes_or_no);
    differences(Tversky::new().alpha(0.2), &probabilities, yes_or_no);
    for gamma in [0.0, 0.7, 2.0, 3.5] {
        let binary = BinaryFocalCrossentropy::new().gamma(gamma).label_smoothing(0.2);
        differences(binary, &probabilities, soft);
        differences(binary.apply_class_balancing(true).from_logits(), &real, soft);
        let categorical = CategoricalFocalCrossentropy::new().gamma(gamma).label_smoothing(0.2);
        differences(categorical, &probabilities, soft);
        differences(categorical.from_logits(), &real, soft);
    }
    differences(BinaryCrossentropy::new().label_smoothing(0.2), &probabilities, soft);
    differences(
        CategoricalCrossentropy::new().label_smoothing(0.2),
        &probabilities,
        soft,
    );
    differences(SparseCategoricalCrossentropy::new(), &probabilities, Truth::Class(2));
    differences(
        BinaryCrossentropy::new().label_smoothing(0.2).from_logits(),
        &real,
        soft,
    );
    differences(
        CategoricalCrossentropy::new().label_smoothing(0.2).from_logits(),
        &real,
        soft,
    );
    differences(
        SparseCategoricalCrossentropy::new().from_logits(),
        &real,
        Truth::Class(2),
    );
}

fn finite<T: Scalar>(loss: impl Loss, output: &[f64], truth: Truth<'_, T>) {
    let output: Vec<T> = output.iter().map(|&x| T::from_f64(x)).collect();
    let mut gradient = vec![T::ZERO; output.len()];
    assert!(loss.value(&output, truth).is_finite(), "{output:?}");
    loss.gradient(&output, truth, T::ONE, &mut gradient);
    assert!(gradient.iter().all(|g| g.is_finite()), "{output:?}: {gradient:?}");
    loss.fused_gradient(&output, truth, T::ONE, &mut gradient);
    assert!(gradient.iter().all(|g| g.is_finite()), "{output:?}: {gradient:?}");
}

fn finite_everywhere<T: Scalar>() {
    let hot = [T::ZERO, T::ONE, T::ZERO];
    let hot = Truth::Values(&hot);
    for logits in [[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4], [-1e4; 3], [1e4; 3]] {
        finite(BinaryCrossentropy::new().from_logits(), &logits, hot);
        finite(CategoricalCrossentropy::new().from_logits(), &logits, hot);
        finite(BinaryFocalCrossentropy::new().gamma(0.5).from_logits(), &logits, hot);
        finite(
            CategoricalFocalCrossentropy::new().gamma(0.5).from_logits(),
            &logits,
            hot,
        );
        finite(LogCosh::new(), &logits, hot);
        finite(
            SparseCategoricalCrossentropy::new().from_logits(),
            &logits,
            Truth::<T>::Class(1),
        );
    }
    for probabilities in [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]] {
        finite(BinaryCrossentropy::new(), &probabilities, hot);
        finite(CategoricalCrossentropy::new(), &probabilities, hot);
        finite(BinaryFocalCrossentropy::new().gamma(0.5), &probabilities, hot);
        finite(CategoricalFocalCrossentropy::new().gamma(0.5), &probabilities, hot);
        finite(KlDivergence::new(), &probabilities, hot);
        finite(Dice::new(), &probabilities, hot);
        finite(
            SparseCategoricalCrossentropy::new(),
            &probabilities,
            Truth::<T>::Class(1),
        );
    }
}

#[test]
fn finite_at_logits_of_ten_thousand() {
    finite_everywhere::<f64>();
    finite_everywhere::<f32>();
}
