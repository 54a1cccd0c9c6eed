//! Layers that only tests have, for what no layer of the crate needs yet.

#[cfg(feature = "std")]
mod kept;
mod normalize;
#[cfg(feature = "std")]
mod residual;
#[cfg(feature = "std")]
mod shared;
mod whole_batch;
#[cfg(feature = "std")]
mod zeros;
