//! Predictions of many samples: some side by side, where that reads the weights less often.

#[cfg(feature = "rayon")]
use crate::kernels::cores;
use crate::model::{Network, predict_rows};
use crate::shape::ValueList;

/// The arrays of a sample's outputs.
type Arrays<M> = <<M as Network>::Outputs as ValueList>::Arrays;

/// The samples that go side by side where values between layers are few, and where they are more.
const MANY: usize = 16;
const SOME: usize = 4;

/// Whether weights are used about once a sample, so that it pays to use them for several at a time. A convolution's are
/// used once a position, and the values between its layers are many.
const fn pays<M: Network>(samples: usize) -> bool {
    let bytes = if samples == MANY { 4 << 10 } else { 32 << 10 };
    M::Outputs::LENS.len() == 1 && M::MACS <= 2 * M::PARAMS && M::SCRATCH_BYTES <= bytes
}

/// Gives `model`'s outputs for each of `samples` samples to `take`, in their order: the same bits as one by one.
pub(crate) fn predict_each<'x, M: Network>(
    model: &M,
    samples: usize,
    input: impl Fn(usize, usize) -> &'x [M::Scalar] + Sync,
    mut take: impl FnMut(usize, Arrays<M>),
) {
    #[cfg(feature = "rayon")]
    if is_much::<M>(samples) {
        let mut block = std::vec![M::Outputs::ZEROS; BLOCK.min(samples)];
        for first in (0..samples).step_by(BLOCK) {
            let outputs = &mut block[..BLOCK.min(samples - first)];
            predict_each_into(model, |i, k| input(first + i, k), outputs, |output| output);
            for (i, output) in outputs.iter().enumerate() {
                take(first + i, *output);
            }
        }
        return;
    }
    predict_in_order(model, samples, input, &mut take);
}

/// Makes each of `outputs` what `value` says of `model`'s answer to a sample.
pub(crate) fn predict_each_into<'x, M: Network, V: Send>(
    model: &M,
    input: impl Fn(usize, usize) -> &'x [M::Scalar] + Sync,
    outputs: &mut [V],
    value: impl Fn(Arrays<M>) -> V + Sync,
) {
    #[cfg(feature = "rayon")]
    if is_much::<M>(outputs.len()) {
        let chunk = (LITTLE / M::MACS.max(1)).next_multiple_of(MANY).max(MANY);
        return predict_on_all_cores(model, (0, chunk), &input, outputs, &value);
    }
    predict_in_order(model, outputs.len(), input, |i, output| outputs[i] = value(output));
}

/// The same of the samples from `first` on, as many as there are `outputs`: on all cores, at most `chunk` of them in one go.
#[cfg(feature = "rayon")]
fn predict_on_all_cores<'x, M: Network, V: Send>(
    model: &M,
    (first, chunk): (usize, usize),
    input: &(impl Fn(usize, usize) -> &'x [M::Scalar] + Sync),
    outputs: &mut [V],
    value: &(impl Fn(Arrays<M>) -> V + Sync),
) {
    if outputs.len() <= chunk {
        let input = |i, k| input(first + i, k);
        return predict_in_order(model, outputs.len(), input, |i, output| outputs[i] = value(output));
    }
    let half = (outputs.len() / 2).next_multiple_of(chunk);
    let (outputs, more) = outputs.split_at_mut(half);
    cores::join(
        &mut || predict_on_all_cores(model, (first, chunk), input, &mut *outputs, value),
        &mut || predict_on_all_cores(model, (first + half, chunk), input, &mut *more, value),
    );
}

/// Whether `samples` samples are so much work that other cores help: about 50 µs of one core.
#[cfg(feature = "rayon")]
pub(crate) const fn is_much<M: Network>(samples: usize) -> bool {
    samples.saturating_mul(M::MACS) >= 1 << 20
}

/// The multiply-adds that a core does in one go: a thread takes up new work in about a tenth of their time.
#[cfg(feature = "rayon")]
const LITTLE: usize = 1 << 18;

/// The answers that are kept at once.
#[cfg(feature = "rayon")]
const BLOCK: usize = 4096;

fn predict_in_order<'x, M: Network>(
    model: &M,
    samples: usize,
    input: impl Fn(usize, usize) -> &'x [M::Scalar],
    mut take: impl FnMut(usize, Arrays<M>),
) {
    // Builds with debug assertions compile it once for all who ask.
    #[cfg(debug_assertions)]
    let input: &dyn Fn(usize, usize) -> &'x [M::Scalar] = &input;
    #[cfg(debug_assertions)]
    let mut take: &mut dyn FnMut(usize, Arrays<M>) = &mut take;
    let mut next = 0;
    if const { pays::<M>(MANY) } {
        next = side_by_side::<M, MANY>(model, next, samples, &input, &mut take);
    }
    if const { pays::<M>(SOME) } {
        next = side_by_side::<M, SOME>(model, next, samples, &input, &mut take);
    }
    side_by_side::<M, 1>(model, next, samples, &input, &mut take);
}

/// As many as there are full tiles of `R`; then the first that is left.
fn side_by_side<'x, M: Network, const R: usize>(
    model: &M,
    first: usize,
    samples: usize,
    input: &impl Fn(usize, usize) -> &'x [M::Scalar],
    take: &mut impl FnMut(usize, Arrays<M>),
) -> usize {
    let mut next = first;
    while next + R <= samples {
        // Not `from_fn`: the compiler does not inline it.
        let mut x = [M::Inputs::refs(|k| input(next, k)); R];
        for (i, x) in x.iter_mut().enumerate().skip(1) {
            *x = M::Inputs::refs(|k| input(next + i, k));
        }
        let rows = predict_rows(model, x);
        for (i, output) in rows.into_iter().enumerate() {
            take(next + i, output);
        }
        next += R;
    }
    next
}
