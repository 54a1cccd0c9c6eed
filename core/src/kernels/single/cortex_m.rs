//! Sums of products by hand for the floating-point unit of a Cortex-M: 32 registers, a fused multiply-add, and loads of many
//! registers at once. The compiler does not make them from a loop, and only whole loops can be written: a stable `asm!` takes
//! no floating-point operands on a unit without double precision.

use core::arch::asm;

use super::super::LARGEST;
use super::{Rows, Sums};

/// The code of both loops: sums in s0 to s15, weights from s16 on, the input in s31.
///
/// `start` counts the inputs that are left once its numbers are loaded: a register less.
macro_rules! by_hand {
    ($n:ident of $o:ident, $start:expr, $columns:expr, $x:expr, $y:expr, $count:expr, ($($begin:literal)*) ($($end:literal)*) $($more:tt)*) => {
        asm!(
            "vldmia {start}, {{s0-s{last_sum}}}",
            $($begin,)*
            "mov {start}, {count}",
            "3:",
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
            // To the next column, by as much as one instruction can add at a time.
            ".rept {gap} / 4092", "add {weights}, {weights}, #4092", ".endr",
            ".if {gap} % 4092", "add {weights}, {weights}, #({gap} % 4092)", ".endif",
            "subs {start}, #1",
            "bne 3b",
            $($end,)*
            "vstmia {y}, {{s0-s{last_sum}}}",
            n = const $n, last_sum = const $n.saturating_sub(1), last_weight = const 15 + $n,
            gap = const $o.saturating_sub($n) * 4,
            start = inout(reg) $start => _, y = in(reg) $y, x = inout(reg) $x => _, weights = inout(reg) $columns => _,
            count = in(reg) $count,
            $($more)*
            out("s0") _, out("s1") _, out("s2") _, out("s3") _, out("s4") _, out("s5") _, out("s6") _, out("s7") _,
            out("s8") _, out("s9") _, out("s10") _, out("s11") _, out("s12") _, out("s13") _, out("s14") _, out("s15") _,
            out("s16") _, out("s17") _, out("s18") _, out("s19") _, out("s20") _, out("s21") _, out("s22") _, out("s23") _,
            out("s24") _, out("s25") _, out("s26") _, out("s27") _, out("s28") _, out("s29") _, out("s30") _, out("s31") _,
            options(nostack),
        )
    };
}

macro_rules! products {
    ($(($sum:literal $weight:literal))*) => {
        concat!($(".if {n} > ", $sum, "\nvfma.f32 s", $sum, ", s", $weight, ", s31\n.endif\n",)*)
    };
}

/// Whether a block of `N` from `at` on lies within columns of `O`, and its sums in the registers.
#[cfg_attr(not(debug_assertions), inline(always))]
fn fits<const N: usize, const O: usize>(at: usize) -> bool {
    N > 0 && N <= 16 && N <= O && at <= O.saturating_sub(N)
}

impl Sums for f32 {
    const ZEROS: &'static [Self; LARGEST] = &[0.0; LARGEST];

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum_columns<const N: usize, const O: usize>(
        start: &[f32; N],
        columns: &[[f32; O]],
        at: usize,
        x: &[f32],
        y: &mut [f32; N],
    ) {
        debug_assert!(fits::<N, O>(at), "{N} numbers from {at} on of {O}");
        let count = columns.len().min(x.len());
        if count == 0 || !fits::<N, O>(at) {
            return;
        }
        let weights = columns.as_ptr().cast::<f32>().wrapping_add(at);
        // SAFETY: reads `count` inputs, and `N` numbers from `at` on in so many columns; reads the `N` numbers of `start` and
        // writes those of `y`.
        unsafe { by_hand!(N of O, start.as_ptr(), weights, x.as_ptr(), y.as_mut_ptr(), count, () ()) };
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum_rows<const N: usize, const O: usize>(
        start: &[f32; N],
        columns: &[[f32; O]],
        at: usize,
        x: &[f32],
        rows: Rows,
        y: &mut [f32; N],
    ) {
        let lie_within = fits::<N, O>(at) && rows.lie_within(columns.len(), x.len());
        debug_assert!(
            lie_within,
            "{rows:?} of {} columns and {} inputs",
            columns.len(),
            x.len()
        );
        if !lie_within {
            return;
        }
        let weights = columns.as_ptr().cast::<f32>().wrapping_add(at);
        // SAFETY: as in `sum_columns`, for each of the rows; that all of them lie within the slices was just asked.
        unsafe {
            by_hand!(
                N of O, start.as_ptr(), weights, x.as_ptr(), y.as_mut_ptr(), rows.length,
                ("2:")
                ("subs {rows}, #1" "add {x}, {x_gap}" "add {weights}, {weights_gap}" "bne 2b")
                rows = inout(reg) rows.count => _,
                x_gap = in(reg) (rows.x_step - rows.length) * 4,
                weights_gap = in(reg) (rows.column_step - rows.length) * O * 4,
            );
        }
    }
}
