//! In which order an epoch goes through the samples.

use std::vec::Vec;

use rand::Rng;
use rand::seq::SliceRandom;

/// The order of an epoch's samples: all that training remembers of each of them.
#[derive(Debug)]
pub(super) enum Order {
    /// As they come: nothing to remember.
    AsGiven,
    /// Four bytes a sample.
    Shuffled(Vec<u32>),
    /// For more samples than four bytes count.
    ShuffledMany(Vec<usize>),
}

impl Order {
    pub(super) fn new(samples: usize, shuffled: bool) -> Self {
        if !shuffled {
            return Self::AsGiven;
        }
        match u32::try_from(samples) {
            Ok(samples) => Self::Shuffled((0..samples).collect()),
            Err(_) => Self::ShuffledMany((0..samples).collect()),
        }
    }

    /// A fresh order, which does not depend on the one before.
    pub(super) fn shuffle(&mut self, rng: &mut impl Rng) {
        match self {
            Self::AsGiven => {}
            Self::Shuffled(order) => {
                order.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
                order.shuffle(rng);
            }
            Self::ShuffledMany(order) => {
                order.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
                order.shuffle(rng);
            }
        }
    }

    /// The sample in place `i`.
    pub(super) fn at(&self, i: usize) -> usize {
        match self {
            Self::AsGiven => i,
            Self::Shuffled(order) => order[i] as usize,
            Self::ShuffledMany(order) => order[i],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use rand::SeedableRng;
    use rand::rngs::SmallRng;

    use super::Order;

    fn all(order: &Order) -> Vec<usize> {
        (0..1000).map(|i| order.at(i)).collect()
    }

    #[test]
    fn four_bytes_a_sample_give_the_order_that_eight_give() {
        let mut few = Order::new(1000, true);
        let mut many = Order::ShuffledMany((0..1000).collect());
        assert!(matches!(few, Order::Shuffled(_)));
        for seed in 0..3 {
            few.shuffle(&mut SmallRng::seed_from_u64(seed));
            many.shuffle(&mut SmallRng::seed_from_u64(seed));
            assert_eq!(all(&few), all(&many));
            let mut sorted = all(&few);
            assert!(!sorted.is_sorted());
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..1000), "each sample once");
        }
    }

    #[test]
    fn without_shuffling_the_samples_stay_as_they_came() {
        let mut order = Order::new(1000, false);
        order.shuffle(&mut SmallRng::seed_from_u64(7));
        assert!(all(&order).into_iter().eq(0..1000));
    }
}
