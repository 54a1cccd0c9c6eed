//! The hot loops. They know numbers and fixed sizes, and nothing of layers.

mod black_box;
mod channels;
mod conv2d;
#[cfg(feature = "rayon")]
pub(crate) mod cores;
mod cover;
mod dense;
mod depthwise;
mod elementary;
mod inside;
mod level;
#[cfg(feature = "train")]
mod logarithms;
mod memory;
#[cfg(feature = "train")]
mod noise;
mod normalization;
mod pooling;
#[cfg(feature = "train")]
mod recurrent;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod reduce_sum;
mod registers;
mod shared;
mod single;
mod taps;
#[cfg(all(test, feature = "train", feature = "std"))]
mod tests;
mod uninit;
#[cfg(feature = "train")]
mod update;
mod window;
mod zeroed;

pub use self::channels::Channels;
#[cfg(feature = "train")]
pub use self::channels::{ChannelMoments, ChannelSums};
pub use self::conv2d::{add_filter_gradients, convolve, image_gradient};
pub use self::dense::{add_outer_products, add_rows, affine, affine_rows, transposed_products};
pub use self::depthwise::{add_depthwise_gradients, add_depthwise_image_gradient, convolve_channels};
pub use self::elementary::Elementary;
pub use self::level::{AnyLevel, Level, Loaded, Native, Plain, Task, Vectors, run, run_without_dispatch};
#[cfg(feature = "train")]
pub(crate) use self::logarithms::{LANES, logarithms};
pub(crate) use self::memory::{Memory, Part, Reader, Region};
#[cfg(feature = "train")]
pub(crate) use self::noise::{GOLDEN, mix};
#[cfg(feature = "train")]
pub use self::noise::{dropout, for_each_bernoulli, for_each_normal, probability};
pub use self::normalization::{Divisor, Groups, Normalization};
pub use self::pooling::{
    average_pool, average_pool_gradient, global_average_pool, global_average_pool_gradient, global_max_pool,
    global_max_pool_gradient, max_pool, max_pool_gradient,
};
#[cfg(feature = "train")]
pub use self::recurrent::transposed_product;
#[doc(hidden)]
pub use self::registers::{Registers, Step};
#[cfg(feature = "train")]
#[doc(hidden)]
pub use self::shared::Gradients;
#[doc(hidden)]
pub use self::shared::{Affine, Convolution, HAS_SHARED_KERNELS, Samples, SharedKernels};
pub use self::single::Single;
pub(crate) use self::single::for_each_no_unroll;
#[doc(hidden)]
pub use self::single::{Rows, Sums};
pub use self::taps::{TapGrid, Taps, add_tap_gradients, convolve_taps, tap_image_gradient};
pub(crate) use self::uninit::freeze;
#[cfg(feature = "rayon")]
pub use self::update::add;
#[cfg(feature = "train")]
pub use self::update::{sum_of_squares, update};
pub use self::window::{Axis, Windows};
pub use self::zeroed::zeroed;
