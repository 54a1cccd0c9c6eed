//! Zeros put around, and borders taken away.

use super::{first, without};
use crate::misfit::Misfit;
use crate::shape::Shape;

/// A layer that moves the ends of steps, and one that moves those of rows and columns: `$moved` says what becomes of an axis.
macro_rules! borders {
    (
        $moved:ident:
        $(#[$doc_1d:meta])* $steps:ident { $(#[$doc_of_steps:meta])* steps },
        $(#[$doc_2d:meta])* $image:ident { $(#[$doc_of_height:meta])* height, $(#[$doc_of_width:meta])* width },
    ) => {
        $(#[$doc_1d])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $steps {
            $(#[$doc_of_steps])*
            pub steps: (usize, usize),
        }

        impl $steps {
            pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
                let Shape::Sequence(steps, channels) = first(inputs) else {
                    return Err(Misfit::NeedsSequence);
                };
                match $moved(steps, self.steps, 0) {
                    Ok(steps) => Ok(Shape::Sequence(steps, channels)),
                    Err(misfit) => Err(misfit),
                }
            }

            pub(super) const fn size(self, index: usize) -> usize {
                match index {
                    0 => self.steps.0,
                    1 => self.steps.1,
                    _ => 1,
                }
            }

            pub(super) const fn smallest(self) -> Self {
                Self { steps: (0, 0) }
            }

            pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
                let [_, steps, channels] = first(inputs).sizes();
                Shape::Sequence(steps, channels)
            }

            without! { parameters, output_of_any_input, derived }
        }

        $(#[$doc_2d])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $image {
            $(#[$doc_of_height])*
            pub height: (usize, usize),
            $(#[$doc_of_width])*
            pub width: (usize, usize),
        }

        impl $image {
            pub(super) const fn output(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
                let Shape::Image(height, width, channels) = first(inputs) else {
                    return Err(Misfit::NeedsImage);
                };
                match ($moved(height, self.height, 0), $moved(width, self.width, 1)) {
                    (Ok(height), Ok(width)) => Ok(Shape::Image(height, width, channels)),
                    (Err(misfit), _) | (_, Err(misfit)) => Err(misfit),
                }
            }

            pub(super) const fn size(self, index: usize) -> usize {
                match index {
                    0 => self.height.0,
                    1 => self.height.1,
                    2 => self.width.0,
                    3 => self.width.1,
                    _ => 1,
                }
            }

            pub(super) const fn smallest(self) -> Self {
                Self {
                    height: (0, 0),
                    width: (0, 0),
                }
            }

            pub(super) const fn guess(self, inputs: &[Shape]) -> Shape {
                let [height, width, channels] = first(inputs).sizes();
                Shape::Image(height, width, channels)
            }

            without! { parameters, output_of_any_input, derived }
        }
    };
}

borders! {
    padded:
    /// Zeros before and after a sequence.
    ZeroPadding1d {
        /// How many steps before and after.
        steps
    },
    /// Zeros around an image.
    ZeroPadding2d {
        /// How many rows above and below.
        height,
        /// How many columns left and right.
        width
    },
}

borders! {
    cropped:
    /// Steps taken away from both ends.
    Cropping1d {
        /// How many steps before and after.
        steps
    },
    /// Rows and columns taken away from all sides.
    Cropping2d {
        /// How many rows above and below.
        height,
        /// How many columns left and right.
        width
    },
}

const fn padded(size: usize, (before, after): (usize, usize), _: usize) -> Result<usize, Misfit> {
    match size.saturating_add(before).checked_add(after) {
        Some(size) => Ok(size),
        None => Err(Misfit::TooLarge),
    }
}

const fn cropped(size: usize, (before, after): (usize, usize), axis: usize) -> Result<usize, Misfit> {
    let cut = before.saturating_add(after);
    match size.checked_sub(cut) {
        None | Some(0) => Err(Misfit::NothingLeft(axis, cut)),
        Some(size) => Ok(size),
    }
}
