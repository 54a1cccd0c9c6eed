//! Losses whose mean is a metric of the same name.

use super::{Mean, Metric};
use crate::Scalar;
use crate::losses::{
    CategoricalHinge, CosineSimilarity, Hinge, KlDivergence, LogCosh, Loss, MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError, Poisson, SquaredHinge, Truth,
};

macro_rules! metrics {
    ($($loss:ident: $sign:literal, $name:expr;)+) => {$(
        impl Metric for $loss {
            type State = Mean;

            fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
                state.add($sign * self.value(output, truth).to_f64(), weight);
            }
            fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
                each($name, state.result());
            }
        }
    )+};
}

metrics! {
    MeanAbsolutePercentageError: 1.0, Self::NAME;
    MeanSquaredLogarithmicError: 1.0, Self::NAME;
    LogCosh: 1.0, "logcosh";
    // The similarity itself, of which the loss is the negative.
    CosineSimilarity: -1.0, Self::NAME;
    KlDivergence: 1.0, Self::NAME;
    Poisson: 1.0, Self::NAME;
    Hinge: 1.0, Self::NAME;
    SquaredHinge: 1.0, Self::NAME;
    CategoricalHinge: 1.0, Self::NAME;
}
