//! The hot loops. They know numbers and fixed sizes, and nothing of layers.

mod conv2d;
mod cover;
mod dense;
mod elementary;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod four;
mod inside;
mod level;
#[cfg(feature = "train")]
mod logarithms;
mod memory;
#[cfg(feature = "train")]
mod noise;
mod normalization;
mod opaque;
mod pooling;
mod registers;
mod single;
#[cfg(all(test, feature = "train", feature = "std"))]
mod tests;
mod uninit;
#[cfg(feature = "train")]
mod update;
mod window;
mod zeroed;

pub use self::conv2d::{add_filter_gradients, convolve, image_gradient};
pub use self::dense::{add_outer_products, add_rows, affine, affine_rows, transposed_products};
pub use self::elementary::Elementary;
pub use self::level::{AtHand, Level, Loaded, Plain, Task, Vectors, run, run_straight};
#[cfg(feature = "train")]
pub(crate) use self::logarithms::{LANES, logarithms};
pub(crate) use self::memory::{Memory, Part, Reader, Region};
#[cfg(feature = "train")]
pub(crate) use self::noise::{GOLDEN, mix};
#[cfg(feature = "train")]
pub use self::noise::{for_each_decision, for_each_normal, probability, thin_out};
pub use self::normalization::{Divisor, Groups, Normalization};
pub use self::pooling::{
    average, average_gradient, largest, largest_gradient, largest_of, largest_of_gradient, mean, mean_gradient,
};
#[doc(hidden)]
pub use self::registers::{Registers, Step};
pub use self::single::Single;
pub(crate) use self::single::rolled;
#[doc(hidden)]
pub use self::single::{Rows, Sums};
pub(crate) use self::uninit::freeze;
#[cfg(feature = "rayon")]
pub use self::update::add;
#[cfg(feature = "train")]
pub use self::update::{sum_of_squares, update};
pub use self::window::{Axis, Windows};
pub use self::zeroed::zeroed;
