//! A causal convolution that goes on step by step.

use core::array::{from_mut, from_ref};

use super::{Bias, Conv1d, Source, StreamLayer, Taps};
use crate::Scalar;
use crate::activations::Activation;
use crate::initializers::Initializers;
use crate::kernels::{self, Level, TapGrid};
use crate::shape::{Array, Sequence};

/// The steps that a kernel of `COUNT` taps, `DILATION` steps apart, still needs.
///
/// Steps that lie under the kernel together have the same place in their groups of `DILATION` steps; the groups are overwritten in
/// turn.
#[derive(Debug, Clone, Copy)]
pub struct History<T, const C: usize, const DILATION: usize, const COUNT: usize> {
    groups: [[[T; C]; DILATION]; COUNT],
    /// The group of the next step, and its place there.
    group: usize,
    place: usize,
    /// How many groups before that one there were, as far as the kernel sees.
    before: usize,
}

impl<T: Scalar, const C: usize, const DILATION: usize, const COUNT: usize> History<T, C, DILATION, COUNT> {
    const EMPTY: Self = Self {
        groups: [[[T::ZERO; C]; DILATION]; COUNT],
        group: 0,
        place: 0,
        before: 0,
    };

    /// Takes one step, and puts together those under the kernel, the oldest first: how many are missing before them.
    #[inline(always)]
    fn take(&mut self, x: &[T; C], window: &mut [[T; C]; COUNT]) -> usize {
        let (group, place) = (self.group, self.place);
        if let Some(row) = self.groups.get_mut(group).and_then(|group| group.get_mut(place)) {
            *row = *x;
        }
        let missing = (COUNT - 1).saturating_sub(self.before);
        // The oldest group that is still there comes next to be overwritten.
        let mut from = group + 1 + missing;
        for row in window.iter_mut().take(COUNT - missing) {
            if from >= COUNT {
                from -= COUNT;
            }
            if let Some(step) = self.groups.get(from).and_then(|group| group.get(place)) {
                *row = *step;
            }
            from += 1;
        }
        self.place += 1;
        if self.place >= DILATION {
            self.place = 0;
            self.group = if group + 1 >= COUNT { 0 } else { group + 1 };
            self.before += usize::from(self.before < COUNT);
        }
        missing
    }
}

impl<
    T,
    const S: usize,
    const C: usize,
    const OS: usize,
    const COUNT: usize,
    const DILATION: usize,
    const PATCH: usize,
    const F: usize,
    A,
    B,
    I,
> StreamLayer for Conv1d<T, Sequence<S, C>, Sequence<OS, F>, Taps<COUNT, 1, DILATION, true>, PATCH, F, A, B, I>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    type State = History<T, C, DILATION, COUNT>;
    const START: Self::State = History::EMPTY;

    #[inline(always)]
    fn step<'a, L: Level>(&self, level: L, state: &mut Self::State, x: impl Source<'a, T>, y: &mut [T; F]) {
        let mut window = [[T::ZERO; C]; COUNT];
        let before = state.take(Array::of(x.get(0)), &mut window);
        let taps = TapGrid::of_steps(kernels::Taps {
            count: COUNT,
            stride: 1,
            dilation: 1,
            before,
        });
        let (filters, bias) = (&self.kernel.data.0, self.bias.values());
        let (x, sums) = (from_ref(&window), from_mut(from_mut(y)));
        kernels::convolve_taps::<_, _, 1, COUNT, C, 1, 1, F, PATCH, 1, COUNT>(level, taps, filters, bias, x, sums);
        A::apply(level, y);
    }
}

/// Of one tap, without padding, each step by itself.
impl<
    T,
    const S: usize,
    const C: usize,
    const OS: usize,
    const DILATION: usize,
    const PATCH: usize,
    const F: usize,
    A,
    B,
    I,
> StreamLayer for Conv1d<T, Sequence<S, C>, Sequence<OS, F>, Taps<1, 1, DILATION, false>, PATCH, F, A, B, I>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    type State = ();
    const START: () = ();

    #[inline(always)]
    fn step<'a, L: Level>(&self, level: L, (): &mut (), x: impl Source<'a, T>, y: &mut [T; F]) {
        let taps = TapGrid::of_steps(kernels::Taps {
            count: 1,
            stride: 1,
            dilation: 1,
            before: 0,
        });
        let (filters, bias) = (&self.kernel.data.0, self.bias.values());
        let (x, sums) = (from_ref(from_ref(Array::of(x.get(0)))), from_mut(from_mut(&mut *y)));
        kernels::convolve_taps::<_, _, 1, 1, C, 1, 1, F, PATCH, 1, 1>(level, taps, filters, bias, x, sums);
        A::apply(level, y);
    }
}
