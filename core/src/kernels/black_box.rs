//! A number that the compiler does not know.

/// The number itself. The compiler cannot see that it is.
#[cfg_attr(not(debug_assertions), inline(always))]
#[allow(
    unsafe_code,
    reason = "no instruction at all, but one that the compiler cannot look into"
)]
pub(super) fn black_box(number: usize) -> usize {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "arm"), not(miri)))]
    {
        let mut number = number;
        // SAFETY: a comment.
        unsafe { core::arch::asm!("/* {} */", inout(reg) number, options(nomem, nostack, preserves_flags)) };
        return number;
    }
    #[allow(unreachable_code)]
    number
}
