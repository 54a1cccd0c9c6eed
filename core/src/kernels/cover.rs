//! Splitting an axis into blocks whose sizes the compiler knows.

/// What is done with each block of an axis.
pub(super) trait Block {
    /// The length of the axis.
    const LEN: usize;
    /// The largest block, a power of two of at most 128.
    const LARGEST: usize;
    /// Whether a number may be in two blocks. Then the rest that is no full block is one block that starts early, which
    /// makes for fewer and larger blocks.
    const TWICE: bool;

    /// Computes one block: `N` numbers from `at` on.
    fn block<const N: usize>(&mut self, at: usize);
}

/// Covers the axis with blocks.
#[inline(always)]
pub(super) fn cover<W: Block>(work: &mut W) {
    sweep::<128, W>(work);
    sweep::<64, W>(work);
    sweep::<32, W>(work);
    sweep::<16, W>(work);
    sweep::<8, W>(work);
    sweep::<4, W>(work);
    sweep::<2, W>(work);
    sweep::<1, W>(work);
}

/// The blocks of `N` numbers. Sizes that a length does not need are not even compiled.
#[inline(always)]
fn sweep<const N: usize, W: Block>(work: &mut W) {
    if const { Plan::of::<W>(N).full > 0 } {
        for i in 0..const { Plan::of::<W>(N).full } {
            work.block::<N>(const { Plan::of::<W>(N).from } + i * N);
        }
    }
    if const { Plan::of::<W>(N).early } {
        work.block::<N>(const { W::LEN.saturating_sub(N) });
    }
}

/// Where the blocks of one size lie.
struct Plan {
    /// The first number that no larger block covers.
    from: usize,
    /// How many blocks stand side by side from there on.
    full: usize,
    /// Whether one more ends with the axis.
    early: bool,
}

impl Plan {
    const fn of<W: Block>(size: usize) -> Self {
        Self::new(W::LEN, W::LARGEST, W::TWICE, size)
    }

    const fn new(len: usize, largest: usize, twice: bool, size: usize) -> Self {
        let (mut from, mut n) = (0, 128);
        loop {
            let full = if n <= largest { (len - from) / n } else { 0 };
            let rest = len - from - full * n;
            let early = twice && n <= largest && n <= len && rest > n / 2;
            if n == size {
                return Self { from, full, early };
            }
            from = if early { len } else { from + full * n };
            n /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Plan;

    #[test]
    fn every_number_is_covered_and_none_beyond() {
        for len in 0..=257 {
            for largest in [1, 2, 4, 8, 16, 32, 64, 128] {
                for twice in [false, true] {
                    let mut counts = [0; 257];
                    for size in [128, 64, 32, 16, 8, 4, 2, 1] {
                        let plan = Plan::new(len, largest, twice, size);
                        let starts = (0..plan.full).map(|i| plan.from + i * size);
                        for at in starts.chain(plan.early.then(|| len - size)) {
                            counts[at..at + size].iter_mut().for_each(|count| *count += 1);
                        }
                    }
                    let (inside, outside) = counts.split_at(len);
                    let most = if twice { 2 } else { 1 };
                    assert!(inside.iter().all(|&n| (1..=most).contains(&n)), "{len} by {largest}");
                    assert!(outside.iter().all(|&n| n == 0), "{len} by {largest}");
                }
            }
        }
    }
}
