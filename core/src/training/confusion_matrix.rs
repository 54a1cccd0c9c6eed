//! Which classes are taken for which.

use core::any::TypeId;
use core::fmt;
use std::string::{String, ToString as _};
use std::vec::Vec;

use super::examples::{Examples, Pairs, rows_of};
use super::{Compiled, Data, Evaluator, Train, TrainingError, check};
use crate::activations::Linear;
use crate::losses::{Answers, AnyTarget, Loss};
use crate::metrics::Metric;
use crate::model::{InputArray, OutputArray, batch};
use crate::optimizers::Optimizer;
use crate::shape::{AnySample, Fits, ValueList};
use crate::{Error, Scalar};

/// How often each class was taken for each: [`Compiled::confusion_matrix`], [`Evaluator::confusion_matrix`]. It prints as a table, a
/// row for each class that is the truth, a column for each that the model answers.
///
/// ```
/// use layerproof::training::ConfusionMatrix;
///
/// let mut matrix = ConfusionMatrix::new(2).class_names(["cat", "dog"]);
/// for (truth, answer) in [(0, 0), (0, 1), (1, 1), (1, 1)] {
///     matrix.add(truth, answer);
/// }
/// assert_eq!(matrix.count(0, 1), 1);
/// assert_eq!(
///     matrix.to_string(),
///     "truth \\ answer  cat  dog\n\
///      cat               1    1\n\
///      dog               0    2"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: usize,
    counts: Vec<u64>,
    names: Vec<String>,
}

impl ConfusionMatrix {
    /// An empty one of so many classes.
    pub fn new(classes: usize) -> Self {
        Self {
            classes,
            counts: std::vec![0; classes * classes],
            names: (0..classes).map(|class| class.to_string()).collect(),
        }
    }

    /// What the classes are called in the table, from class 0 on; those behind the last name keep their numbers.
    #[must_use]
    pub fn class_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        for (place, name) in self.names.iter_mut().zip(names) {
            *place = name.into();
        }
        self
    }

    /// The number of classes.
    pub const fn classes(&self) -> usize {
        self.classes
    }

    /// Counts one sample; a class that there is not is left out.
    pub fn add(&mut self, truth: usize, answer: usize) {
        if let Some(count) = self.place(truth, answer).and_then(|place| self.counts.get_mut(place)) {
            *count += 1;
        }
    }

    /// How many samples of class `truth` the model takes for `answer`; 0 for a class that there is not.
    pub fn count(&self, truth: usize, answer: usize) -> u64 {
        self.place(truth, answer)
            .and_then(|place| self.counts.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// What the classes are called.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn place(&self, truth: usize, answer: usize) -> Option<usize> {
        (truth < self.classes && answer < self.classes).then_some(truth * self.classes + answer)
    }
}

impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "truth \\ answer";
        let first = self.names.iter().map(|name| name.chars().count());
        let first = first.chain([CORNER.len()]).max().unwrap_or(0);
        let width = |answer: usize| {
            let digits = (0..self.classes).map(|truth| self.count(truth, answer).to_string().len());
            digits.chain([self.names[answer].chars().count()]).max().unwrap_or(0)
        };
        write!(f, "{CORNER:<first$}")?;
        for (answer, name) in self.names.iter().enumerate() {
            write!(f, "  {name:>width$}", width = width(answer))?;
        }
        for (truth, name) in self.names.iter().enumerate() {
            write!(f, "\n{name:<first$}")?;
            for answer in 0..self.classes {
                write!(f, "  {:>width$}", self.count(truth, answer), width = width(answer))?;
            }
        }
        Ok(())
    }
}

impl<M: Train, L: Loss, N: Metric> Evaluator<'_, M, L, N> {
    /// Which classes the model takes for which: of a single unit no and yes, as classes 0 and 1, else the classes.
    ///
    /// # Errors
    /// Where the data do not fit, or the loss is not about classes.
    pub fn confusion_matrix<X, Y>(&self, x: &[X], y: &[Y]) -> Result<ConfusionMatrix, Error>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
    {
        confusion_matrix::<M, L, X, Y>(self.model, &self.loss, x, y)
    }
}

impl<M: Train, L: Loss, O: Optimizer, N: Metric, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// Which classes the model takes for which: of a single unit no and yes, as classes 0 and 1, else the classes.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Net = sequential!(Input<1>, Dense<2, Softmax>);
    ///
    /// let (x, y) = ([[-1.0], [-0.5], [0.5], [1.0]], [0_usize, 0, 1, 1]);
    /// let mut model = Net::new(7);
    /// let mut compiled = model.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.1), Accuracy::new());
    /// compiled.fit(&x, &y, &Fit::new().epochs(100))?;
    /// let matrix = compiled.confusion_matrix(&x, &y)?;
    /// assert_eq!((matrix.count(0, 0), matrix.count(0, 1), matrix.count(1, 1)), (2, 0, 2));
    /// println!("{matrix}");
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the data do not fit, or the loss is not about classes.
    pub fn confusion_matrix<X, Y>(&self, x: &[X], y: &[Y]) -> Result<ConfusionMatrix, Error>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
    {
        confusion_matrix::<M, L, X, Y>(self.model(), &self.loss, x, y)
    }
}

fn confusion_matrix<M, L, X, Y>(model: &M, loss: &L, x: &[X], y: &[Y]) -> Result<ConfusionMatrix, Error>
where
    M: Train,
    L: Loss,
    X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
    Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
{
    if !L::CLASSIFIES {
        return Err(TrainingError::NoClasses { loss: L::NAME }.into());
    }
    check::data::<M, L, X, Y>(Data::Given, loss, x, y)?;
    let examples = Pairs::<'_, _, X, Y, M, L>::new(|i| (&x[i], &y[i], 1.0));
    let width = M::Outputs::LAST[0];
    // A logit is a yes where its sigmoid is above a half.
    let is_logit = TypeId::of::<M::Head>() == TypeId::of::<Linear<1>>();
    let half = M::Scalar::from_f64(if is_logit { 0.0 } else { 0.5 });
    let mut matrix = ConfusionMatrix::new(width.max(2));
    let mut buffers = M::Outputs::ZEROS;
    batch::predict_each(
        model,
        x.len(),
        |i, input| examples.input(i, input),
        |i, arrays| {
            let truths = rows_of::<M>(
                0,
                Examples::truth(&examples, i, 0, M::Outputs::numbers_mut(&mut buffers, 0)),
            );
            let output = <M::Outputs as ValueList>::numbers(&arrays, 0);
            for (y, truth) in output.chunks_exact(width).zip(truths) {
                if !loss.counts(truth) {
                    continue;
                }
                match *y {
                    [y] => matrix.add(
                        usize::from(truth.at(0) > M::Scalar::from_f64(0.5)),
                        usize::from(y > half),
                    ),
                    _ => matrix.add(truth.class().unwrap_or(usize::MAX), crate::losses::argmax(y)),
                }
            }
        },
    );
    Ok(matrix)
}
