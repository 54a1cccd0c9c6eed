//! Splitting an axis into blocks whose sizes the compiler knows.

/// What is done with each block of an axis.
pub(super) trait Block {
    /// The length of the axis.
    const LEN: usize;
    /// The largest block, a power of two of at most 128.
    const LARGEST: usize;
    /// What becomes of numbers that are no full block.
    const REST: Rest;

    /// Computes one block: `N` numbers from `at` on.
    fn block<const N: usize>(&mut self, at: usize);
}

/// What becomes of numbers that are no full block: one block more makes for fewer and larger ones.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rest {
    /// Smaller blocks.
    Smaller,
    /// A block that starts early: the work does no harm where it is done twice.
    Twice,
    /// A block that ends beyond the axis, of at most so many numbers: there is nothing, and nothing is written.
    Beyond(usize),
    /// [`Rest::Twice`]; [`Rest::Beyond`], where the axis is shorter than the block.
    TwiceOrBeyond(usize),
}

/// Covers the axis with blocks.
#[cfg_attr(not(debug_assertions), inline(always))]
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
#[cfg_attr(not(debug_assertions), inline(always))]
fn sweep<const N: usize, W: Block>(work: &mut W) {
    if const { Plan::of::<W>(N).full > 0 } {
        for i in 0..const { Plan::of::<W>(N).full } {
            work.block::<N>(const { Plan::of::<W>(N).from } + i * N);
        }
    }
    if const { Plan::of::<W>(N).last.is_some() } {
        work.block::<N>(
            const {
                match Plan::of::<W>(N).last {
                    Some(at) => at,
                    None => 0,
                }
            },
        );
    }
}

/// Where the blocks of one size lie.
struct Plan {
    /// The first number that no larger block covers.
    from: usize,
    /// How many blocks stand side by side from there on.
    full: usize,
    /// Where one more begins, for the rest.
    last: Option<usize>,
}

impl Plan {
    const fn of<W: Block>(size: usize) -> Self {
        Self::new(W::LEN, W::LARGEST, W::REST, size)
    }

    const fn new(len: usize, largest: usize, rest: Rest, size: usize) -> Self {
        let (mut from, mut n) = (0, 128);
        loop {
            let full = if n <= largest { (len - from) / n } else { 0 };
            let end = from + full * n;
            let last = if n > largest || len - end <= n / 2 {
                None
            } else {
                match rest {
                    Rest::Twice | Rest::TwiceOrBeyond(_) if n <= len => Some(len - n),
                    Rest::Beyond(most) | Rest::TwiceOrBeyond(most) if n <= most => Some(end),
                    _ => None,
                }
            };
            if n == size {
                return Self { from, full, last };
            }
            from = if last.is_some() { len } else { end };
            n /= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, Rest};

    #[test]
    fn every_number_is_covered_and_none_beyond() {
        for len in 0..=257 {
            for largest in [1, 2, 4, 8, 16, 32, 64, 128] {
                for rest in [
                    Rest::Smaller,
                    Rest::Twice,
                    Rest::Beyond(largest),
                    Rest::Beyond(16),
                    Rest::TwiceOrBeyond(largest),
                    Rest::TwiceOrBeyond(8),
                ] {
                    let mut counts = [0; 2 * 257];
                    for size in [128, 64, 32, 16, 8, 4, 2, 1] {
                        let plan = Plan::new(len, largest, rest, size);
                        let starts = (0..plan.full).map(|i| plan.from + i * size);
                        for at in starts.chain(plan.last) {
                            counts[at..at + size].iter_mut().for_each(|count| *count += 1);
                        }
                    }
                    let (inside, outside) = counts.split_at(len);
                    let most = if matches!(rest, Rest::Twice | Rest::TwiceOrBeyond(_)) {
                        2
                    } else {
                        1
                    };
                    assert!(
                        inside.iter().all(|n| (1..=most).contains(n)),
                        "{len} by {largest}, {rest:?}"
                    );
                    let beyond = match rest {
                        Rest::Beyond(most) => most / 2,
                        Rest::TwiceOrBeyond(most) if len < most => most / 2,
                        _ => 0,
                    };
                    assert!(
                        outside[beyond..].iter().all(|&n| n == 0),
                        "{len} by {largest}, {rest:?}"
                    );
                }
            }
        }
    }
}
