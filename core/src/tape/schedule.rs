//! Which calls of a model a pass runs: all of them, or those between two barriers.
//!
//! At a barrier training waits for all samples of the mini-batch: the layer behind it computes with numbers that are gathered
//! over all of them, such as their mean. Barriers are numbered in the order of the calls, those of models that are layers
//! included; segment 0 is what comes before the first one.

#[cfg(feature = "std")]
use core::any::Any;
#[cfg(feature = "std")]
use core::cell::{Cell, RefCell};
#[cfg(feature = "std")]
use std::boxed::Box;

use crate::activations::PlainData;

/// Which of the two passes meets a barrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The forward pass.
    Forward,
    /// The backward pass.
    Backward,
}

/// Which calls of a model a pass runs.
pub trait Schedule: Copy {
    /// Whether layers that have kernels for any size are computed by those.
    const SHARED: bool = false;

    /// Whether the calls at this point of the model run.
    fn runs(self) -> bool;

    /// Comes to the next barrier, and says whether the layer behind it runs now. `gathered` then holds what `accumulate` took
    /// of all tiles, in the order of their samples, and `finish` made of that.
    fn wait<X: PlainData>(
        self,
        direction: Direction,
        gathered: &mut X,
        accumulate: impl FnOnce(&mut X),
        finish: impl FnOnce(&mut X),
    ) -> bool;
}

/// The same calls, of a model whose layers share kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SharedKernels<S>(pub(crate) S);

impl<S: Schedule> Schedule for SharedKernels<S> {
    const SHARED: bool = true;

    #[inline(always)]
    fn runs(self) -> bool {
        self.0.runs()
    }

    #[inline(always)]
    fn wait<X: PlainData>(
        self,
        direction: Direction,
        gathered: &mut X,
        accumulate: impl FnOnce(&mut X),
        finish: impl FnOnce(&mut X),
    ) -> bool {
        self.0.wait(direction, gathered, accumulate, finish)
    }
}

/// All calls, one after the other: for a mini-batch that is one tile, and for models without barriers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Straight;

impl Schedule for Straight {
    #[inline(always)]
    fn runs(self) -> bool {
        true
    }

    #[inline(always)]
    fn wait<X: PlainData>(
        self,
        _: Direction,
        gathered: &mut X,
        accumulate: impl FnOnce(&mut X),
        finish: impl FnOnce(&mut X),
    ) -> bool {
        *gathered = X::zeroed();
        accumulate(gathered);
        finish(gathered);
        true
    }
}

/// What was gathered at one barrier over a mini-batch, whatever its type.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
pub(crate) struct Gathered(Option<Box<dyn Any + Send + Sync>>);

#[cfg(feature = "std")]
impl Gathered {
    /// The value, zero where there is none yet. Allocates once.
    fn get_or_zero<X: PlainData>(&mut self) -> Option<&mut X> {
        self.0.get_or_insert_with(|| Box::new(X::zeroed())).downcast_mut()
    }

    fn get<X: PlainData>(&self) -> Option<&X> {
        self.0.as_ref()?.downcast_ref()
    }
}

/// What a pass over one tile does.
#[cfg(feature = "std")]
#[derive(Debug)]
pub(crate) enum Phase<'a> {
    /// Runs the calls of a segment. What was gathered at the barriers before it, going forward or backward, is complete.
    Run { segment: usize, gathered: &'a [Gathered] },
    /// Runs nothing, but takes what the layer behind a barrier needs of this tile.
    Gather {
        barrier: usize,
        gathered: RefCell<&'a mut Gathered>,
        is_first: bool,
        is_last: bool,
    },
}

/// A pass over one tile of a mini-batch that is cut at barriers.
#[cfg(feature = "std")]
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    phase: Phase<'a>,
    /// The segment that the pass has come to.
    position: Cell<usize>,
}

#[cfg(feature = "std")]
impl<'a> Segment<'a> {
    /// A pass that begins in this segment: 0 forward, the last one backward.
    pub(crate) const fn new(phase: Phase<'a>, begin: usize) -> Self {
        Self {
            phase,
            position: Cell::new(begin),
        }
    }
}

/// The calls of one [`Segment`].
#[cfg(feature = "std")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segmented<'a>(pub(crate) &'a Segment<'a>);

#[cfg(feature = "std")]
impl Schedule for Segmented<'_> {
    fn runs(self) -> bool {
        matches!(self.0.phase, Phase::Run { segment, .. } if segment == self.0.position.get())
    }

    fn wait<X: PlainData>(
        self,
        direction: Direction,
        gathered: &mut X,
        accumulate: impl FnOnce(&mut X),
        finish: impl FnOnce(&mut X),
    ) -> bool {
        let position = self.0.position.get();
        // Barrier `i` lies between the segments `i` and `i + 1`.
        let (here, next) = match direction {
            Direction::Forward => (position, position + 1),
            Direction::Backward => (position - 1, position - 1),
        };
        self.0.position.set(next);
        match &self.0.phase {
            Phase::Run { segment, gathered: all } if *segment == next => {
                let complete = all.get(here).and_then(Gathered::get);
                debug_assert!(complete.is_some(), "nothing was gathered at barrier {here}");
                if let Some(complete) = complete {
                    *gathered = *complete;
                }
                true
            }
            Phase::Gather {
                barrier,
                gathered: sum,
                is_first,
                is_last,
            } if *barrier == here => {
                if let Some(sum) = sum.borrow_mut().get_or_zero::<X>() {
                    if *is_first {
                        *sum = X::zeroed();
                    }
                    accumulate(sum);
                    if *is_last {
                        finish(sum);
                    }
                }
                false
            }
            Phase::Run { .. } | Phase::Gather { .. } => false,
        }
    }
}
