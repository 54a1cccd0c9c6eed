//! One step of a mini-batch for a model with layers that need all of its samples at once.
//!
//! The calls between two barriers run for all tiles of the mini-batch before what the layer behind the barrier needs is
//! gathered, tile by tile in their order. So the tapes of all tiles are kept until the backward pass is over. With the feature
//! `rayon` a large mini-batch is cut into parts as that of any other model.

use core::any::Any;
use core::cell::RefCell;
use std::boxed::Box;
use std::vec::Vec;

use bytemuck::zeroed_box;

use super::Objective;
use super::examples::Examples;
use super::worker::{BatchStep, LossSums, Tile, fused};
use crate::Scalar;
use crate::losses::Truth;
use crate::model::each_parameter_mut;
use crate::model::passes::Passes;
use crate::shape::MAX_VALUES;
use crate::tape::{Gathered, Pass, Phase, Segment, Segmented};

/// The tapes of a whole mini-batch, made when they are first needed.
pub(super) struct WholeBatch<M: Passes, const B: usize> {
    tiles: Vec<Box<Tile<M, B>>>,
    /// One for each part of the mini-batch.
    gradients: Vec<Box<M>>,
    /// What each barrier gathered, forward and backward.
    statistics: Vec<Gathered>,
    sums: Vec<Gathered>,
}

/// A [`WholeBatch`] of whatever model, once it is needed: so models without barriers have nothing of it, not even code that
/// frees it.
#[derive(Default)]
pub(super) struct AnyWholeBatch(Option<Box<dyn Any + Send + Sync>>);

impl AnyWholeBatch {
    /// That of this model, which is always the same one.
    pub(super) fn of<M: Passes, const B: usize>(&mut self) -> Option<&mut WholeBatch<M, B>> {
        self.0
            .get_or_insert_with(|| Box::new(WholeBatch::<M, B>::default()))
            .downcast_mut()
    }
}

impl<M: Passes, const B: usize> Default for WholeBatch<M, B> {
    fn default() -> Self {
        Self {
            tiles: Vec::new(),
            gradients: Vec::new(),
            statistics: Vec::new(),
            sums: Vec::new(),
        }
    }
}

impl<M: Passes, const B: usize> WholeBatch<M, B> {
    /// The tiles of a part of a mini-batch of `rows` samples: decided by the batch's size alone.
    fn tiles_of_part(rows: usize) -> usize {
        #[cfg(feature = "rayon")]
        if super::parallel::Parts::<M, B>::pay(rows) {
            return super::parallel::Parts::<M, B>::size(rows).div_ceil(B);
        }
        rows.div_ceil(B)
    }

    /// Forward and backward over the samples `0..rows`, as [`TileWorker::learn`](super::worker::TileWorker::learn). Allocates
    /// where no batch before was as large.
    pub(super) fn learn<L, E>(
        &mut self,
        step: &BatchStep<'_, M, L, E>,
        rows: usize,
        mut observe: impl FnMut(usize, usize, &[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> (LossSums<M::Scalar>, &mut M)
    where
        L: Objective,
        E: Examples<M::Scalar>,
    {
        let (count, size) = (rows.div_ceil(B), Self::tiles_of_part(rows));
        let parts = count.div_ceil(size);
        while self.tiles.len() < count {
            self.tiles.push(zeroed_box());
        }
        while self.gradients.len() < parts {
            self.gradients.push(zeroed_box());
        }
        self.statistics.resize_with(M::BARRIERS, Gathered::default);
        self.sums.resize_with(M::BARRIERS, Gathered::default);
        let (tiles, gradients) = (&mut self.tiles[..count], &mut self.gradients[..parts]);
        for gradient in &mut *gradients {
            each_parameter_mut([&mut **gradient], |_, _, [values]| values.fill(M::Scalar::ZERO));
        }
        let fused = fused::<M, L>(step.loss);
        let pass = |tile: usize| Pass::new(B.min(rows - tile * B), step.seed, tile * B, &fused);
        for segment in 0..=M::BARRIERS {
            if let Some(barrier) = segment.checked_sub(1) {
                for (i, tile) in tiles.iter_mut().enumerate() {
                    let segment = Segment::new(gather(&mut self.statistics[barrier], barrier, i, count), 0);
                    tile.forward(step.model, &pass(i).with_schedule(Segmented(&segment)));
                }
            }
            let gathered = &*self.statistics;
            each_part(tiles, gradients, size, |i, tile, _| {
                let pass = pass(i);
                if segment == 0 {
                    tile.take_inputs(&step.examples, i * B, pass.rows);
                }
                let segment = Segment::new(Phase::Run { segment, gathered }, 0);
                tile.forward(step.model, &pass.with_schedule(Segmented(&segment)));
            });
        }
        let mut losses = [M::Scalar::ZERO; MAX_VALUES];
        for (i, tile) in tiles.iter_mut().enumerate() {
            tile.evaluate(step, i * B, pass(i).rows, fused, &mut losses, &mut observe);
        }
        for segment in (0..=M::BARRIERS).rev() {
            let gathered = &*self.sums;
            each_part(tiles, gradients, size, |i, tile, gradient| {
                let segment = Segment::new(Phase::Run { segment, gathered }, M::BARRIERS);
                tile.backward(step.model, gradient, &pass(i).with_schedule(Segmented(&segment)));
            });
            if let (Some(barrier), [gradient, ..]) = (segment.checked_sub(1), &mut *gradients) {
                for (i, tile) in tiles.iter_mut().enumerate() {
                    let segment = Segment::new(gather(&mut self.sums[barrier], barrier, i, count), M::BARRIERS);
                    tile.backward(step.model, gradient, &pass(i).with_schedule(Segmented(&segment)));
                }
            }
        }
        #[cfg(feature = "rayon")]
        if let [sum, terms @ ..] = gradients {
            for term in terms {
                each_parameter_mut([&mut **sum, &mut **term], |_, _, [sum, term]| {
                    crate::kernels::add(sum, term);
                });
            }
        }
        (losses, &mut *self.gradients[0])
    }
}

/// What a barrier gathers of one of `count` tiles. Such a pass runs no call, and so leaves values and gradients as they are.
const fn gather(gathered: &mut Gathered, barrier: usize, tile: usize, count: usize) -> Phase<'_> {
    Phase::Gather {
        barrier,
        gathered: RefCell::new(gathered),
        is_first: tile == 0,
        is_last: tile + 1 == count,
    }
}

/// Does `work` for each tile, with its number and the gradient of its part: parts side by side, the tiles of one in order.
fn each_part<M: Passes, const B: usize>(
    tiles: &mut [Box<Tile<M, B>>],
    gradients: &mut [Box<M>],
    size: usize,
    work: impl Fn(usize, &mut Tile<M, B>, &mut M) + Sync,
) {
    let of_part = |part: usize, tiles: &mut [Box<Tile<M, B>>], gradient: &mut M| {
        for (i, tile) in tiles.iter_mut().enumerate() {
            work(part * size + i, tile, gradient);
        }
    };
    #[cfg(feature = "rayon")]
    if gradients.len() > 1 {
        use rayon::prelude::*;
        return tiles
            .par_chunks_mut(size)
            .zip(gradients.par_iter_mut())
            .enumerate()
            .for_each(|(part, (tiles, gradient))| of_part(part, tiles, gradient));
    }
    for (part, (tiles, gradient)) in tiles.chunks_mut(size).zip(gradients).enumerate() {
        of_part(part, tiles, gradient);
    }
}
