//! Sums of products by hand for the floating-point unit of a Cortex-M: 32 registers, a fused multiply-add, and loads of many
//! registers at once. The compiler does not make them from a loop, and only whole loops can be written: a stable `asm!` takes
//! no floating-point operands on a unit without double precision.

use core::arch::asm;

use super::Sums;

impl Sums for f32 {
    #[inline(always)]
    fn add_columns<const N: usize, const O: usize>(columns: &[[f32; O]], at: usize, x: &[f32], sums: &mut [f32; N]) {
        let count = columns.len().min(x.len());
        if count == 0 || N > 16 || at > O || N > O - at {
            return;
        }
        let weights = columns.as_ptr().cast::<f32>().wrapping_add(at);
        macro_rules! products {
            ($(($sum:literal $weight:literal))*) => {
                concat!($(".if {n} > ", $sum, "\nvfma.f32 s", $sum, ", s", $weight, ", s31\n.endif\n",)*)
            };
        }
        // SAFETY: reads `count` numbers behind `x`, and `N` numbers behind `weights` in each of `count` columns, which `zip`
        // would; reads and writes the `N` sums.
        unsafe {
            asm!(
                "vldmia {sums}, {{s0-s{last_sum}}}",
                "2:",
                "vldmia {x}!, {{s31}}",
                ".if {n} == 16",
                "vldmia {weights}!, {{s16-s23}}",
                products!((0 16)(1 17)(2 18)(3 19)(4 20)(5 21)(6 22)(7 23)),
                "vldmia {weights}!, {{s16-s23}}",
                products!((8 16)(9 17)(10 18)(11 19)(12 20)(13 21)(14 22)(15 23)),
                ".else",
                "vldmia {weights}!, {{s16-s{last_weight}}}",
                products!((0 16)(1 17)(2 18)(3 19)(4 20)(5 21)(6 22)(7 23)(8 24)(9 25)(10 26)(11 27)(12 28)(13 29)(14 30)),
                ".endif",
                ".if {gap} > 0",
                "add {weights}, {weights}, #{gap}",
                ".endif",
                "subs {count}, #1",
                "bne 2b",
                "vstmia {sums}, {{s0-s{last_sum}}}",
                n = const N, last_sum = const N - 1, last_weight = const 15 + N, gap = const O.saturating_sub(N) * 4,
                sums = in(reg) sums.as_mut_ptr(), x = inout(reg) x.as_ptr() => _,
                weights = inout(reg) weights => _, count = inout(reg) count => _,
                out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _, out("s6") _, out("s7") _,
                out("s8") _, out("s9") _, out("s10") _, out("s11") _, out("s12") _, out("s13") _, out("s14") _, out("s15") _,
                out("s16") _, out("s17") _, out("s18") _, out("s19") _, out("s20") _, out("s21") _, out("s22") _, out("s23") _,
                out("s24") _, out("s25") _, out("s26") _, out("s27") _, out("s28") _, out("s29") _, out("s30") _, out("s31") _,
                options(nostack),
            );
        }
    }
}
