//! Predictions of many samples: some side by side, where that reads the weights less often.

use crate::model::{InputArray, Model, OutputArray, answers};

/// The samples that go side by side where values between layers are few, and where they are more.
const MANY: usize = 16;
const SOME: usize = 4;

/// Whether weights are used about once a sample, so that it pays to use them for several at a time. A convolution's are
/// used once a position, and the values between its layers are many.
const fn pays<M: Model>(samples: usize) -> bool {
    let bytes = if samples == MANY { 4 << 10 } else { 32 << 10 };
    M::MACS <= 2 * M::PARAMS && M::SCRATCH_BYTES <= bytes
}

/// Gives `model`'s answer to each of `samples` samples to `take`: the same bits as one by one.
pub(crate) fn answer_each<'x, M: Model>(
    model: &M,
    samples: usize,
    sample: impl Fn(usize) -> &'x InputArray<M>,
    mut take: impl FnMut(usize, OutputArray<M>),
) {
    let mut next = 0;
    if const { pays::<M>(MANY) } {
        next = side_by_side::<M, MANY>(model, next, samples, &sample, &mut take);
    }
    if const { pays::<M>(SOME) } {
        next = side_by_side::<M, SOME>(model, next, samples, &sample, &mut take);
    }
    side_by_side::<M, 1>(model, next, samples, &sample, &mut take);
}

/// As many as there are full tiles of `R`; then the first that is left.
fn side_by_side<'x, M: Model, const R: usize>(
    model: &M,
    first: usize,
    samples: usize,
    sample: &impl Fn(usize) -> &'x InputArray<M>,
    take: &mut impl FnMut(usize, OutputArray<M>),
) -> usize {
    let mut next = first;
    while next + R <= samples {
        let outputs = answers(model, core::array::from_fn::<_, R, _>(|i| sample(next + i)));
        for (i, output) in outputs.into_iter().enumerate() {
            take(next + i, output);
        }
        next += R;
    }
    next
}
