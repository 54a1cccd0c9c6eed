//! Losses whose mean is a metric of the same name.

use super::{Mean, Metric};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::losses::{
    BinaryCrossentropy, BinaryCrossentropyFromLogits, BinaryFocalCrossentropy, BinaryFocalCrossentropyFromLogits,
    CategoricalCrossentropy, CategoricalCrossentropyFromLogits, CategoricalFocalCrossentropy,
    CategoricalFocalCrossentropyFromLogits, CategoricalHinge, CosineSimilarity, Hinge, KlDivergence, LogCosh, Loss,
    MeanAbsolutePercentageError, MeanSquaredLogarithmicError, Poisson, SparseCategoricalCrossentropy,
    SparseCategoricalCrossentropyFromLogits, SquaredHinge, Truth,
};

macro_rules! metrics {
    ($($loss:ident: |$value:ident| $result:expr, $name:expr;)+) => {$(
        impl Metric for $loss {
            type State = Mean;

            fn check(&self) -> Result<(), InvalidSetting> {
                Loss::check(self)
            }

            fn update<T: Scalar>(&self, state: &mut Mean, output: &[T], truth: Truth<'_, T>, weight: f64) {
                if self.counts(truth) {
                    let $value = self.value(output, truth).to_f64();
                    state.add($result, weight);
                }
            }
            fn results(&self, state: &Mean, each: &mut impl FnMut(&'static str, f64)) {
                each($name, state.result());
            }
        }
    )+};
}

metrics! {
    MeanAbsolutePercentageError: |value| value, Self::NAME;
    MeanSquaredLogarithmicError: |value| value, Self::NAME;
    LogCosh: |value| value, "logcosh";
    // The similarity itself, of which the loss is the negative.
    CosineSimilarity: |value| -value, Self::NAME;
    KlDivergence: |value| value, Self::NAME;
    Poisson: |value| value, Self::NAME;
    Hinge: |value| value, Self::NAME;
    SquaredHinge: |value| value, Self::NAME;
    CategoricalHinge: |value| value, Self::NAME;
    BinaryCrossentropy: |value| value, Self::NAME;
    BinaryCrossentropyFromLogits: |value| value, Self::NAME;
    BinaryFocalCrossentropy: |value| value, Self::NAME;
    BinaryFocalCrossentropyFromLogits: |value| value, Self::NAME;
    CategoricalCrossentropy: |value| value, Self::NAME;
    CategoricalCrossentropyFromLogits: |value| value, Self::NAME;
    CategoricalFocalCrossentropy: |value| value, Self::NAME;
    CategoricalFocalCrossentropyFromLogits: |value| value, Self::NAME;
    SparseCategoricalCrossentropy: |value| value, Self::NAME;
    SparseCategoricalCrossentropyFromLogits: |value| value, Self::NAME;
}
