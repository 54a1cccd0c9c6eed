//! Values of a group brought to mean 0 and variance 1, or to length 1.

use crate::Scalar;

/// Which values of an array of four axes belong to one group, and which parameters they have.
#[derive(Debug, Clone, Copy)]
pub struct Groups {
    dims: [usize; 4],
    /// Whether the values along an axis belong to one group.
    together: [bool; 4],
    /// How far apart the parameters of neighbours along an axis lie.
    parameters: [usize; 4],
}

impl Groups {
    /// Groups of an array of these sizes. The parameters of values along an axis of one group must lie as the values do.
    pub const fn new(dims: [usize; 4], together: [bool; 4], parameters: [usize; 4]) -> Self {
        Self {
            dims,
            together,
            parameters,
        }
    }

    /// The product of the sizes of the axes along which values belong together, or of the others.
    const fn count(self, together: bool) -> usize {
        let (mut count, mut axis) = (1, 0);
        while axis < 4 {
            if self.together[axis] == together {
                count *= self.dims[axis];
            }
            axis += 1;
        }
        count
    }

    /// How many values of a group lie side by side, as do their parameters.
    const fn run(self) -> usize {
        let (mut run, mut axis) = (1, 4);
        while axis > 0 {
            axis -= 1;
            let goes_on = self.together[axis] && self.parameters[axis] == run;
            if !goes_on && self.dims[axis] > 1 {
                break;
            }
            run *= self.dims[axis];
        }
        run
    }

    /// Where a value and its parameter lie, of its number among those along the axes of a group, or along the others.
    #[cfg_attr(not(debug_assertions), inline(always))]
    const fn place(self, mut number: usize, together: bool) -> (usize, usize) {
        let (mut value, mut parameter, mut stride, mut axis) = (0, 0, 1, 4);
        while axis > 0 {
            axis -= 1;
            if self.together[axis] == together {
                let digit = number % self.dims[axis];
                number /= self.dims[axis];
                value += digit * stride;
                parameter += digit * self.parameters[axis];
            }
            stride *= self.dims[axis];
        }
        (value, parameter)
    }

    /// The runs of a group: where their values and their parameters begin.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn runs(self, group: usize) -> impl Iterator<Item = (usize, usize)> {
        let (value, parameter) = self.place(group, false);
        let run = self.run();
        (0..self.count(true) / run).map(move |number| {
            let (value_in_group, parameter_in_group) = self.place(number * run, true);
            (value + value_in_group, parameter + parameter_in_group)
        })
    }
}

/// What the values of a group are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divisor {
    /// The standard deviation, after the mean is taken off.
    Deviation,
    /// The root of the mean square.
    MeanSquare,
    /// The root of the sum of squares.
    Length,
}

/// A normalisation of groups.
#[derive(Debug, Clone, Copy)]
pub struct Normalization {
    /// Which values belong together.
    pub groups: Groups,
    /// What they are divided by.
    pub divisor: Divisor,
    /// Added to the mean of squares; the least length.
    pub epsilon: f64,
}

const LANES: usize = 8;

/// Adds a number for each place of a run to as many sums side by side, which the compiler keeps in a register.
#[cfg_attr(not(debug_assertions), inline(always))]
fn add_up<T: Scalar>(sums: &mut [T; LANES], values: &[T], term: impl Fn(T) -> T) {
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (sum, &value) in sums.iter_mut().zip(chunk) {
            *sum += term(value);
        }
    }
    for (sum, &value) in sums.iter_mut().zip(rest) {
        *sum += term(value);
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn total<T: Scalar>([a, b, c, d, e, f, g, h]: [T; LANES]) -> T {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

impl Normalization {
    /// The mean of a group, or 0 where it is not taken off, and the factor of its values.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn statistics<T: Scalar>(self, x: &[T], group: usize) -> (T, T) {
        let (run, count) = (self.groups.run(), T::from_f64(self.groups.count(true) as f64));
        let mean = if matches!(self.divisor, Divisor::Deviation) {
            let mut sums = [T::ZERO; LANES];
            for (at, _) in self.groups.runs(group) {
                add_up(&mut sums, x.get(at..at + run).unwrap_or_default(), |x| x);
            }
            total(sums) / count
        } else {
            T::ZERO
        };
        let mut sums = [T::ZERO; LANES];
        for (at, _) in self.groups.runs(group) {
            add_up(&mut sums, x.get(at..at + run).unwrap_or_default(), |x| {
                let x = x - mean;
                x * x
            });
        }
        let (squares, epsilon) = (total(sums), T::from_f64(self.epsilon));
        let divisor = match self.divisor {
            Divisor::Length => squares.sqrt().max(epsilon),
            _ => (squares / count + epsilon).sqrt(),
        };
        (mean, T::ONE / divisor)
    }

    /// Normalises all groups in place, then multiplies by the scale and adds the offset, where there are any.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn apply<T: Scalar>(self, values: &mut [T], scale: Option<&[T]>, offset: Option<&[T]>) {
        let run = self.groups.run();
        for group in 0..self.groups.count(false) {
            let (mean, factor) = self.statistics(values, group);
            for (at, parameter) in self.groups.runs(group) {
                let values = values.get_mut(at..at + run).unwrap_or_default();
                for value in values.iter_mut() {
                    *value = (*value - mean) * factor;
                }
                if let Some(scale) = scale.and_then(|scale| scale.get(parameter..parameter + run)) {
                    for (value, &scale) in values.iter_mut().zip(scale) {
                        *value *= scale;
                    }
                }
                if let Some(offset) = offset.and_then(|offset| offset.get(parameter..parameter + run)) {
                    for (value, &offset) in values.iter_mut().zip(offset) {
                        *value += offset;
                    }
                }
            }
        }
    }

    /// The way back: turns dL/dy into dL/dx, and adds the gradients of scale and offset.
    ///
    /// With n the normalised values and g = dL/dy · scale: dL/dx = factor · (g − mean g − n · mean(g · n)), without the second
    /// term where no mean is taken off, and with a sum as the last mean for the length (Ioffe and Szegedy 2015, for a group).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn differentiate<T: Scalar>(
        self,
        x: &[T],
        gradient: &mut [T],
        scale: Option<&[T]>,
        mut scale_gradient: Option<&mut [T]>,
        mut offset_gradient: Option<&mut [T]>,
    ) {
        let (run, count) = (self.groups.run(), T::from_f64(self.groups.count(true) as f64));
        for group in 0..self.groups.count(false) {
            let (mean, factor) = self.statistics(x, group);
            let (mut sum, mut sum_of_products) = (T::ZERO, T::ZERO);
            for (at, parameter) in self.groups.runs(group) {
                let (Some(x), Some(gradient)) = (x.get(at..at + run), gradient.get_mut(at..at + run)) else {
                    continue;
                };
                let parameters = parameter..parameter + run;
                if let Some(offset) = (offset_gradient.as_deref_mut()).and_then(|all| all.get_mut(parameters.clone())) {
                    for (offset, &gradient) in offset.iter_mut().zip(&*gradient) {
                        *offset += gradient;
                    }
                }
                if let Some(scale) = (scale_gradient.as_deref_mut()).and_then(|all| all.get_mut(parameters.clone())) {
                    for ((scale, &gradient), &x) in scale.iter_mut().zip(&*gradient).zip(x) {
                        *scale += gradient * ((x - mean) * factor);
                    }
                }
                if let Some(scale) = scale.and_then(|scale| scale.get(parameters)) {
                    for (gradient, &scale) in gradient.iter_mut().zip(scale) {
                        *gradient *= scale;
                    }
                }
                for (&gradient, &x) in gradient.iter().zip(x) {
                    sum += gradient;
                    sum_of_products += gradient * ((x - mean) * factor);
                }
            }
            let (mean_gradient, product) = match self.divisor {
                Divisor::Deviation => (sum / count, sum_of_products / count),
                Divisor::MeanSquare => (T::ZERO, sum_of_products / count),
                // At its least length a group is divided by a constant.
                Divisor::Length if factor * T::from_f64(self.epsilon) >= T::ONE => (T::ZERO, T::ZERO),
                Divisor::Length => (T::ZERO, sum_of_products),
            };
            for (at, _) in self.groups.runs(group) {
                let (Some(x), Some(gradient)) = (x.get(at..at + run), gradient.get_mut(at..at + run)) else {
                    continue;
                };
                for (gradient, &x) in gradient.iter_mut().zip(x) {
                    *gradient = (*gradient - mean_gradient - (x - mean) * factor * product) * factor;
                }
            }
        }
    }
}
