//! Channels brought to mean 0 and variance 1 by numbers that are known, and what those numbers are of many samples.

use crate::Scalar;

/// Of each channel what is taken off, what is added to its variance, and what comes behind the division.
#[derive(Debug, Clone, Copy)]
pub struct Channels<'a, T, const N: usize> {
    /// The mean of each channel.
    pub mean: &'a [T; N],
    /// Its variance.
    pub variance: &'a [T; N],
    /// What is added to the variance.
    pub epsilon: T,
    /// What the normalised values are multiplied by; 1 without.
    pub scale: Option<&'a [T; N]>,
    /// What is added to them; 0 without.
    pub offset: Option<&'a [T; N]>,
}

/// The numbers of some channels side by side.
struct Block<T, const B: usize> {
    mean: [T; B],
    scale: [T; B],
    offset: [T; B],
}

impl<T: Scalar, const N: usize> Channels<'_, T, N> {
    /// (x − mean) · (scale / √(variance + ε)) + offset, of rows of `N` channels.
    #[inline(always)]
    pub fn normalize(&self, rows: &mut [[T; N]]) {
        if let [row] = rows {
            for (i, value) in row.iter_mut().enumerate() {
                *value = (*value - self.mean[i]) * self.factor(i) + self.offset.map_or(T::ZERO, |offset| offset[i]);
            }
            return;
        }
        // As many channels at a time as there are registers for: what is the same in all rows is computed once, and takes no
        // memory.
        let mut at = 0;
        at = self.blocks::<16>(at, rows);
        at = self.blocks::<4>(at, rows);
        self.blocks::<1>(at, rows);
    }

    /// All blocks of `B` channels from channel `at` on. Gives the first channel that is left.
    #[inline(always)]
    fn blocks<const B: usize>(&self, mut at: usize, rows: &mut [[T; N]]) -> usize {
        while at + B <= N {
            let mut block = Block {
                mean: [T::ZERO; B],
                scale: [T::ONE; B],
                offset: [T::ZERO; B],
            };
            for i in 0..B {
                block.mean[i] = self.mean[at + i];
                block.scale[i] = self.factor(at + i);
                block.offset[i] = self.offset.map_or(T::ZERO, |offset| offset[at + i]);
            }
            for row in &mut *rows {
                if let Some(values) = row.get_mut(at..).and_then(|values| values.first_chunk_mut::<B>()) {
                    for (i, value) in values.iter_mut().enumerate() {
                        *value = (*value - block.mean[i]) * block.scale[i] + block.offset[i];
                    }
                }
            }
            at += B;
        }
        at
    }

    /// What a channel's distance from its mean is multiplied by.
    #[inline(always)]
    fn factor(&self, i: usize) -> T {
        self.scale.map_or(T::ONE, |scale| scale[i]) / (self.variance[i] + self.epsilon).sqrt()
    }
}

#[cfg(feature = "train")]
pub use self::gathered::{ChannelMoments, ChannelSums};

#[cfg(feature = "train")]
mod gathered {
    use bytemuck::Zeroable;

    use super::Channels;
    use crate::Scalar;

    /// Mean and variance of each channel over samples that come one after the other, by the formula for pairs
    /// of samples in Chan, Golub and `LeVeque` 1979.
    #[derive(Debug, Clone, Copy, Zeroable)]
    #[zeroable(bound = "T: Scalar")]
    #[repr(C)]
    pub struct ChannelMoments<T, const N: usize> {
        /// How many values of each channel there were.
        pub count: T,
        /// Their mean.
        pub mean: [T; N],
        /// The sum of the squares of their distances from it; once [finished](Self::finish) their variance.
        pub spread: [T; N],
    }

    impl<T: Scalar, const N: usize> ChannelMoments<T, N> {
        /// Takes the rows of one more sample.
        pub fn add(&mut self, rows: &[[T; N]]) {
            let here = T::from_f64(rows.len() as f64);
            let mut mean = [T::ZERO; N];
            for row in rows {
                for (sum, &value) in mean.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            for mean in &mut mean {
                *mean /= here;
            }
            let mut spread = [T::ZERO; N];
            for row in rows {
                for i in 0..N {
                    let distance = row[i] - mean[i];
                    spread[i] += distance * distance;
                }
            }
            let before = self.count;
            self.count += here;
            let share = here / self.count;
            let weight = before * share;
            for i in 0..N {
                let distance = mean[i] - self.mean[i];
                self.mean[i] += distance * share;
                self.spread[i] += spread[i] + distance * distance * weight;
            }
        }

        /// Makes of `spread` the variance: the mean square, as Keras has it.
        pub fn finish(&mut self) {
            for spread in &mut self.spread {
                *spread /= self.count;
            }
        }
    }

    /// Of each channel the sum of dL/dy, and that of dL/dy times the normalised value.
    #[derive(Debug, Clone, Copy, Zeroable)]
    #[zeroable(bound = "T: Scalar")]
    #[repr(C)]
    pub struct ChannelSums<T, const N: usize> {
        /// Σ dL/dy.
        pub offset: [T; N],
        /// Σ dL/dy · x̂.
        pub scale: [T; N],
    }

    impl<T: Scalar, const N: usize> ChannelSums<T, N> {
        /// Takes the rows of one more sample.
        pub fn add(&mut self, channels: &Channels<'_, T, N>, x: &[[T; N]], dy: &[[T; N]]) {
            let (mut offset, mut scale) = ([T::ZERO; N], [T::ZERO; N]);
            for (x, dy) in x.iter().zip(dy) {
                for i in 0..N {
                    offset[i] += dy[i];
                    scale[i] += dy[i] * (x[i] - channels.mean[i]);
                }
            }
            for i in 0..N {
                self.offset[i] += offset[i];
                self.scale[i] += scale[i] / (channels.variance[i] + channels.epsilon).sqrt();
            }
        }

        /// dL/dx of one sample: what comes through its own value, and through the mean and the variance of all.
        pub fn differentiate(
            &self,
            channels: &Channels<'_, T, N>,
            count: T,
            x: &[[T; N]],
            dy: &[[T; N]],
            dx: &mut [[T; N]],
        ) {
            let (mut factor, mut slope, mut constant) = ([T::ZERO; N], [T::ZERO; N], [T::ZERO; N]);
            for i in 0..N {
                factor[i] = channels.factor(i);
                slope[i] = self.scale[i] / (count * (channels.variance[i] + channels.epsilon).sqrt());
                constant[i] = self.offset[i] / count;
            }
            for ((x, dy), dx) in x.iter().zip(dy).zip(dx) {
                for i in 0..N {
                    dx[i] = factor[i] * (dy[i] - constant[i] - (x[i] - channels.mean[i]) * slope[i]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Channels;

    /// Rows of `N` channels beside the formula, bit by bit.
    fn check<const N: usize>() {
        let number = |i: usize| (i * 7 % 23) as f32 * 0.25 - 2.0;
        let mean: [f32; N] = core::array::from_fn(number);
        let variance: [f32; N] = core::array::from_fn(|i| number(i) * number(i));
        let (scale, offset): ([f32; N], [f32; N]) = (
            core::array::from_fn(|i| number(i + 5)),
            core::array::from_fn(|i| number(i + 9)),
        );
        for (scale, offset) in [
            (None, None),
            (Some(&scale), None),
            (None, Some(&offset)),
            (Some(&scale), Some(&offset)),
        ] {
            let channels = Channels {
                mean: &mean,
                variance: &variance,
                epsilon: 1e-3,
                scale,
                offset,
            };
            let x: [[f32; N]; 3] = core::array::from_fn(|j| core::array::from_fn(|i| number(3 * i + 11 * j)));
            let wanted = x.map(|row| {
                core::array::from_fn::<f32, N, _>(|i| {
                    let factor = scale.map_or(1.0, |scale| scale[i]) / libm::sqrtf(variance[i] + 1e-3);
                    (row[i] - mean[i]) * factor + offset.map_or(0.0, |offset| offset[i])
                })
            });
            let mut all = x;
            channels.normalize(&mut all);
            assert_eq!(all, wanted, "{N} channels");
            for (mut x, wanted) in x.into_iter().zip(wanted) {
                channels.normalize(core::slice::from_mut(&mut x));
                assert_eq!(x, wanted, "{N} channels of one row");
            }
        }
    }

    #[test]
    fn rows_of_any_width() {
        check::<1>();
        check::<3>();
        check::<4>();
        check::<7>();
        check::<15>();
        check::<16>();
        check::<21>();
        check::<32>();
        check::<39>();
    }
}
