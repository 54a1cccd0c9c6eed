//! Memory for numbers that are about to be written.
#![allow(unsafe_code, reason = "memory is taken as it is")]

use core::mem::MaybeUninit;

use bytemuck::AnyBitPattern;

/// From so many bytes on, writing zeros that are then overwritten costs more than leaving the memory to itself.
#[cfg(not(miri))]
const LARGE: usize = 512;

/// Some numbers, whichever: those that happen to lie in the memory, or zeros.
#[inline(always)]
pub fn any_numbers<A: AnyBitPattern>(place: &mut MaybeUninit<A>) -> &mut A {
    // Smaller places the compiler keeps in registers, as long as nobody asks for their address.
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "arm"), not(miri)))]
    if size_of::<A>() >= LARGE {
        // SAFETY: no instruction at all. To the compiler it may have written each byte of the place, whose address it has;
        // so the bytes are from here on what they happen to be, and no longer undefined.
        unsafe { core::arch::asm!("/* {0} */", in(reg) place.as_mut_ptr(), options(nostack, preserves_flags)) };
        // SAFETY: every byte is defined, and every pattern of them is a value.
        return unsafe { place.assume_init_mut() };
    }
    place.write(A::zeroed())
}

#[cfg(test)]
mod tests {
    use super::{MaybeUninit, any_numbers};

    #[test]
    fn large_and_small_places_hold_what_is_written() {
        let (mut small, mut large) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        let small: &mut [f32; 4] = any_numbers(&mut small);
        assert_eq!(*small, [0.0; 4]);
        let large: &mut [[f32; 64]; 64] = any_numbers(&mut large);
        *large = [[1.0; 64]; 64];
        assert!(large.as_flattened().iter().all(|&x| x == 1.0));
    }
}
