//! Values of zero bytes, in constants too.

use bytemuck::Zeroable;

/// [`Zeroable::zeroed`] as a `const fn`: for a `static`.
#[allow(unsafe_code)]
pub const fn zeroed<X: Zeroable>() -> X {
    // SAFETY: `Zeroable` promises that all-zero bytes are a valid value.
    unsafe { core::mem::zeroed() }
}
