//! Splitting an axis into blocks whose sizes the compiler knows.

/// What is done with each block: `N` numbers from `at` on.
pub(super) trait Block {
    /// Computes one block.
    fn block<const N: usize>(&mut self, at: usize);
}

/// Covers `0..len` with blocks of at most `largest`, a power of two up to 128, each number once.
#[inline(always)]
pub(super) fn cover(len: usize, largest: usize, work: &mut impl Block) {
    let mut at = 0;
    at = sweep::<128>(at, len, largest, work);
    at = sweep::<64>(at, len, largest, work);
    at = sweep::<32>(at, len, largest, work);
    at = sweep::<16>(at, len, largest, work);
    at = sweep::<8>(at, len, largest, work);
    at = sweep::<4>(at, len, largest, work);
    at = sweep::<2>(at, len, largest, work);
    sweep::<1>(at, len, largest, work);
}

/// The same, but the rest that is no full block is covered by one block that starts early: for work that may be done
/// twice. Fewer and larger blocks, where `len` is no multiple of a large one.
#[inline(always)]
pub(super) fn cover_twice(len: usize, largest: usize, work: &mut impl Block) {
    let mut at = 0;
    at = sweep_all::<128>(at, len, largest, work);
    at = sweep_all::<64>(at, len, largest, work);
    at = sweep_all::<32>(at, len, largest, work);
    at = sweep_all::<16>(at, len, largest, work);
    at = sweep_all::<8>(at, len, largest, work);
    at = sweep_all::<4>(at, len, largest, work);
    at = sweep_all::<2>(at, len, largest, work);
    sweep::<1>(at, len, largest, work);
}

#[inline(always)]
fn sweep<const N: usize>(mut at: usize, len: usize, largest: usize, work: &mut impl Block) -> usize {
    if N <= largest {
        while at + N <= len {
            work.block::<N>(at);
            at += N;
        }
    }
    at
}

/// [`sweep`], and then one block more where more than half a block is left and a whole one fits before the end.
#[inline(always)]
fn sweep_all<const N: usize>(at: usize, len: usize, largest: usize, work: &mut impl Block) -> usize {
    let at = sweep::<N>(at, len, largest, work);
    if N <= largest && N <= len && at < len && len - at > N / 2 {
        work.block::<N>(len - N);
        return len;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Block, cover, cover_twice};

    struct Count([u8; 300]);
    impl Block for Count {
        fn block<const N: usize>(&mut self, at: usize) {
            for count in &mut self.0[at..at + N] {
                *count += 1;
            }
        }
    }

    #[test]
    fn every_number_is_covered_and_none_beyond() {
        for len in 0..=257 {
            for largest in [1, 2, 4, 8, 16, 32, 64, 128] {
                let mut once = Count([0; 300]);
                cover(len, largest, &mut once);
                assert!(
                    once.0.iter().enumerate().all(|(i, &n)| n == u8::from(i < len)),
                    "{len} by {largest}"
                );
                let mut twice = Count([0; 300]);
                cover_twice(len, largest, &mut twice);
                assert!(
                    twice.0.iter().enumerate().all(|(i, &n)| (n > 0) == (i < len)),
                    "{len} by {largest}"
                );
            }
        }
    }
}
