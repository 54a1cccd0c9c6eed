//! What layers that normalise groups of values have in common.

use crate::kernels::Groups;
use crate::shape::Shape;

/// Whether an axis is among those of a set, of which each is a bit; without any it is the last one.
pub(super) const fn is_among(axes: usize, axis: usize, rank: usize) -> bool {
    if axes == 0 {
        axis + 1 == rank
    } else {
        axes >> axis & 1 == 1
    }
}

/// The sizes of a set of axes, the others being 0 at the end, and how many they are.
pub(super) const fn sizes_along<S: Shape>(axes: usize) -> ([usize; 3], usize) {
    let (mut sizes, mut count, mut axis) = ([0; 3], 0, 0);
    while axis < S::DIMS.len() {
        if is_among(axes, axis, S::DIMS.len()) {
            sizes[count] = S::DIMS[axis];
            count += 1;
        }
        axis += 1;
    }
    (sizes, count)
}

/// The groups along a set of axes, whose values have one parameter each.
pub(super) const fn groups_along<S: Shape>(axes: usize) -> Groups {
    let (rank, first) = (S::DIMS.len(), 4 - S::DIMS.len());
    let (mut dims, mut together, mut parameters) = ([1; 4], [false; 4], [0; 4]);
    let (mut stride, mut axis) = (1, rank);
    while axis > 0 {
        axis -= 1;
        dims[first + axis] = S::DIMS[axis];
        if is_among(axes, axis, rank) {
            together[first + axis] = true;
            parameters[first + axis] = stride;
            stride *= S::DIMS[axis];
        }
    }
    Groups::new(dims, together, parameters)
}

/// Writes `, axis = 1` or `, axis = (1, 2)`, counted as in Keras, where it is not the last.
pub(super) fn describe_axes<S: Shape>(
    f: &mut core::fmt::Formatter<'_>,
    separator: &str,
    axes: usize,
) -> Result<bool, core::fmt::Error> {
    let rank = S::DIMS.len();
    let is_last = (0..rank).all(|axis| is_among(axes, axis, rank) == (axis + 1 == rank));
    if is_last {
        return Ok(false);
    }
    let named = || {
        (0..rank)
            .filter(|axis| is_among(axes, *axis, rank))
            .map(|axis| axis + 1)
    };
    write!(f, "{separator}axis = ")?;
    if named().count() == 1 {
        for axis in named() {
            write!(f, "{axis}")?;
        }
    } else {
        for (i, axis) in named().enumerate() {
            write!(f, "{}{axis}", if i == 0 { "(" } else { ", " })?;
        }
        f.write_str(")")?;
    }
    Ok(true)
}

/// A layer that has, besides, `FITS` (asserts while compiling that the sizes fit), `NORMALIZATION`, the names and the shape of
/// its scale and offset, whether it has them, and what they are.
macro_rules! normalizing {
    ($name:ident: $stem:literal, [$($generics:tt)*] $layer:ty) => {
        impl<$($generics)*> Layer for $layer {
            type Scalar = T;
            type Input = S;
            type Output = S;
            // Whatever range the values had, they have another one.
            type Head<Previous: Head> = S::Head<Linear>;

            const STEM: &'static str = $stem;
            const ZERO: Self = {
                let () = Self::FITS;
                Self::EMPTY
            };
            const PARAMS: usize = {
                let [scale, offset] = Self::HAS;
                (scale as usize + offset as usize) * Self::WIDTH
            };
            const MACS: usize = 2 * S::LEN;
            const IN_PLACE: bool = true;

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))?;
                Self::describe_arguments(f)
            }

            #[inline(always)]
            fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
                let () = const { Self::FITS };
                *y = *x;
                let [scale, offset] = self.scale_and_offset();
                const { Self::NORMALIZATION }.apply(y.flat_mut(), scale, offset);
            }

            #[inline(always)]
            fn infer_in_place<'a, L: Level>(&self, _: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
                let [scale, offset] = self.scale_and_offset();
                const { Self::NORMALIZATION }.apply(y.flat_mut(), scale, offset);
            }

            fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
                for (name, values) in Self::NAMES.into_iter().zip(self.scale_and_offset()) {
                    if let Some(values) = values {
                        visit(ParameterInfo::trained(name, Self::SHAPE), values);
                    }
                }
            }

            fn parameters_mut<const K: usize>(
                layers: [&mut Self; K],
                visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K]),
            ) {
                let mut each = layers.map(Self::scale_and_offset_mut);
                for i in 0..2 {
                    if Self::HAS[i] {
                        let values = each.each_mut().map(|both| both[i].take().unwrap_or_default());
                        visit(ParameterInfo::trained(Self::NAMES[i], Self::SHAPE), values);
                    }
                }
            }
        }

        #[cfg(feature = "train")]
        impl<$($generics)*> $crate::layers::TrainLayer for $layer {
            type Saved = ();
            type Tape<const TILE: usize> = ();

            fn initialize<RNG: rand::Rng + ?Sized>(&mut self, _: &mut RNG) {
                let [scale, offset] = self.scale_and_offset_mut();
                scale.unwrap_or_default().fill(T::ONE);
                offset.unwrap_or_default().fill(T::ZERO);
            }

            #[inline(always)]
            fn compute<L: Level>(
                &self,
                level: L,
                x: &[In<Self>],
                y: &mut [Out<Self>],
                _: &mut [()],
                _: $crate::tape::Noise,
            ) {
                for (x, y) in x.iter().zip(y) {
                    self.infer(level, x, y);
                }
            }

            #[inline(always)]
            fn differentiate<L: Level>(
                &self,
                _: L,
                x: &[In<Self>],
                _: &[Out<Self>],
                _: &[()],
                dy: &mut [Out<Self>],
                dx: Option<&mut [In<Self>]>,
                gradient: &mut Self,
                _: bool,
            ) {
                let [scale, _] = self.scale_and_offset();
                let [mut scale_gradient, mut offset_gradient] = gradient.scale_and_offset_mut();
                for (x, dy) in x.iter().zip(&mut *dy) {
                    const { Self::NORMALIZATION }.differentiate(
                        x.flat(),
                        dy.flat_mut(),
                        scale,
                        scale_gradient.as_deref_mut(),
                        offset_gradient.as_deref_mut(),
                    );
                }
                if let Some(dx) = dx {
                    dx.copy_from_slice(dy);
                }
            }
        }
    };
}
pub(super) use normalizing;
