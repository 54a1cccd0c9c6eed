//! Memory for numbers that are about to be written.
#![allow(unsafe_code, reason = "memory is taken as it is")]

use core::mem::MaybeUninit;

/// From so many bytes on, writing zeros that are then overwritten costs more than leaving the memory to itself.
#[cfg(not(miri))]
const LARGE: usize = 512;

/// Makes every byte of a place defined: those that happen to lie there, or zeros.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn freeze<A>(place: &mut MaybeUninit<A>) {
    // Smaller places the compiler keeps in registers, as long as nothing takes their address.
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "arm"), not(miri)))]
    if size_of::<A>() >= LARGE {
        // SAFETY: no instruction at all. To the compiler it may have written each byte of the place, whose address it has;
        // so the bytes are from here on what they happen to be, and no longer undefined.
        unsafe { core::arch::asm!("/* {0} */", in(reg) place.as_mut_ptr(), options(nostack, preserves_flags)) };
        return;
    }
    // SAFETY: one value's worth of bytes at a place for one.
    unsafe { place.as_mut_ptr().write_bytes(0, 1) };
}

#[cfg(test)]
mod tests {
    use super::{MaybeUninit, freeze};

    #[test]
    fn large_and_small_places_can_be_read() {
        let (mut small, mut large) = (
            MaybeUninit::<[f32; 4]>::uninit(),
            MaybeUninit::<[[f32; 64]; 64]>::uninit(),
        );
        freeze(&mut small);
        // SAFETY: every byte is defined, and every pattern of them is a number.
        assert_eq!(unsafe { small.assume_init() }, [0.0; 4]);
        freeze(&mut large);
        // SAFETY: as above.
        let numbers = unsafe { large.assume_init() };
        assert_eq!(numbers.as_flattened().len(), 4096);
    }
}
