//! Where the mini-batches of a training come from.

use rand::SeedableRng;
use rand::rngs::SmallRng;

use super::examples::Examples;
use super::fit::Settings;
use super::order::Order;
use crate::Error;
use crate::kernels::mix;
use crate::losses::Truth;

/// Where the mini-batches of a training come from.
pub(super) trait Batches<T> {
    /// The samples of one.
    type Batch<'a>: Examples<T>
    where
        Self: 'a;

    /// How many an epoch has, where that is known.
    fn count(&self) -> Option<usize>;

    /// Begins an epoch, the one with this number, before which training had `epochs` of them.
    fn begin(&mut self, epoch: usize, epochs: u64) -> Result<(), Error>;

    /// The next one, and the number of its samples; `None` at the end of the epoch.
    fn next(&mut self) -> Result<Option<(usize, Self::Batch<'_>)>, Error>;
}

/// The mini-batches of samples that are all there: each pass over them has an order of its own, which comes from seed and number of the
/// pass alone, so that `fit` can go on where it stopped.
pub(super) struct Shuffled<'a, E: ?Sized> {
    examples: &'a E,
    samples: usize,
    settings: &'a Settings<'a>,
    order: Order,
    /// The pass over the samples, and the mini-batch in it.
    pass: u64,
    batch: usize,
    /// The mini-batches of the epoch that are still to come.
    left: usize,
}

impl<'a, E: ?Sized> Shuffled<'a, E> {
    /// The first `samples` of the examples.
    pub(super) fn new(examples: &'a E, samples: usize, settings: &'a Settings<'a>) -> Self {
        Self {
            examples,
            samples,
            settings,
            order: Order::new(samples, settings.shuffle),
            pass: 0,
            batch: 0,
            left: 0,
        }
    }

    /// The mini-batches of a pass.
    fn per_pass(&self) -> usize {
        self.samples.div_ceil(self.settings.batch_size)
    }

    /// Those of an epoch.
    fn per_epoch(&self) -> usize {
        self.settings.steps_per_epoch.unwrap_or(self.per_pass())
    }

    fn shuffle(&mut self) {
        if self.settings.shuffle {
            let seed = mix(self.settings.seed ^ mix(self.pass));
            self.order.shuffle(&mut SmallRng::seed_from_u64(seed));
        }
    }
}

impl<T, E: Examples<T> + ?Sized> Batches<T> for Shuffled<'_, E> {
    type Batch<'a>
        = Ordered<'a, E>
    where
        Self: 'a;

    fn count(&self) -> Option<usize> {
        Some(self.per_epoch())
    }

    fn begin(&mut self, _: usize, epochs: u64) -> Result<(), Error> {
        let (per_pass, per_epoch) = (self.per_pass() as u64, self.per_epoch());
        let first = epochs * per_epoch as u64;
        (self.pass, self.batch, self.left) = (first / per_pass, (first % per_pass) as usize, per_epoch);
        self.shuffle();
        Ok(())
    }

    fn next(&mut self) -> Result<Option<(usize, Ordered<'_, E>)>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        if self.batch == self.per_pass() {
            (self.pass, self.batch) = (self.pass + 1, 0);
            self.shuffle();
        }
        let start = self.batch * self.settings.batch_size;
        self.batch += 1;
        let here = Ordered {
            examples: self.examples,
            order: &self.order,
            start,
        };
        Ok(Some((self.settings.batch_size.min(self.samples - start), here)))
    }
}

/// The examples of one mini-batch, in the order of a pass.
pub(super) struct Ordered<'a, E: ?Sized> {
    examples: &'a E,
    order: &'a Order,
    start: usize,
}

impl<T, E: Examples<T> + ?Sized> Examples<T> for Ordered<'_, E> {
    #[inline]
    fn input(&self, sample: usize, input: usize) -> &[T] {
        self.examples.input(self.order.at(self.start + sample), input)
    }
    #[inline]
    fn truth<'a>(&'a self, sample: usize, output: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
        self.examples.truth(self.order.at(self.start + sample), output, buffer)
    }
    #[inline]
    fn weight(&self, sample: usize) -> f64 {
        self.examples.weight(self.order.at(self.start + sample))
    }
}
