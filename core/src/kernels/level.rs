//! What the CPU can do in one instruction, as a type.
//!
//! A kernel is written once, for any [`Level`], as plain loops over fixed sizes that the compiler turns into vector
//! instructions. [`run`] asks the CPU which level it has and runs a whole task, such as a forward pass, compiled for it.
#![allow(unsafe_code, reason = "a function for instructions that the CPU was asked about")]

use core::ops::Deref;

use super::Step;
use crate::Scalar;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Plain {}
    impl Sealed for crate::kernels::Single {}
    impl<const BYTES: usize, const FUSED: bool> Sealed for super::Vectors<BYTES, FUSED> {}
}

/// How products are added up, and how many numbers go into a register. The levels of this crate, and no other.
pub trait Level: sealed::Sealed + Copy + Send + Sync {
    /// The bytes of a vector register.
    const REGISTER: usize;
    /// Whether a register holds one number, and code has to be small.
    const SINGLE: bool = false;
    /// How products are added up.
    #[doc(hidden)]
    const ADD_PRODUCT: Step = Step::AddProduct;
    /// Whether a part of a register can be loaded.
    const PARTS: bool = false;

    /// `a · b + c`, in one rounding where the CPU has the instruction and in two where it has not.
    fn mul_add<T: Scalar>(self, a: T, b: T, c: T) -> T;

    /// `N` numbers of a row from `at` on. Where the row ends before, and there are [`Level::PARTS`] or it has fewer than `N`
    /// altogether, zeros follow.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn load<T: Scalar, const N: usize>(self, row: &[T], at: usize) -> Option<Loaded<'_, T, N>> {
        let rest = row.get(at..)?;
        debug_assert!(
            N <= rest.len() || (Self::PARTS || row.len() < N) && !rest.is_empty(),
            "{N} numbers from {at} on of {}",
            row.len()
        );
        match rest.first_chunk() {
            None if Self::PARTS || row.len() < N => Some(Loaded::Part(self.load_part(rest))),
            all => all.map(Loaded::Row),
        }
    }

    /// The numbers of a row that is shorter than `N`, and zeros.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn load_part<T: Scalar, const N: usize>(self, row: &[T]) -> [T; N] {
        let mut values = [T::ZERO; N];
        for (value, &number) in values.iter_mut().zip(row) {
            *value = number;
        }
        values
    }

    /// Writes numbers to a row from `at` on. Where the row ends before, and there are [`Level::PARTS`] or it has fewer than `N`
    /// altogether, as many as it has.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn store<T: Scalar, const N: usize>(self, row: &mut [T], at: usize, values: &[T; N]) {
        let is_short = row.len() < N;
        debug_assert!(at < row.len(), "{N} numbers from {at} on of {}", row.len());
        let Some(rest) = row.get_mut(at..) else { return };
        if let Some(all) = rest.first_chunk_mut() {
            *all = *values;
        } else if Self::PARTS || is_short {
            // Not by a mask: what is loaded soon after such a store has to wait until it has reached the cache.
            rest.iter_mut().zip(values).for_each(|(y, &value)| *y = value);
        } else {
            debug_assert!(false, "{N} numbers from {at} on of {}", at + rest.len());
        }
    }

    /// One [`Step`] for each of the values.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn step<T: Scalar, const N: usize>(self, step: Step, values: &mut [T; N], terms: &[T; N], factor: T) {
        T::step_plain(step, values, terms, factor);
    }

    /// `sums[j] = weights[j] · x + sums[j]`, rounded as [`Level::mul_add`] does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn add_product<T: Scalar, const N: usize>(self, sums: &mut [T; N], weights: &[T; N], x: T) {
        self.step(Self::ADD_PRODUCT, sums, weights, x);
    }

    /// `sums[j] += terms[j]`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn add<T: Scalar, const N: usize>(self, sums: &mut [T; N], terms: &[T; N]) {
        self.step(Step::Add, sums, terms, T::ONE);
    }

    /// Each value, or `least` where that is larger; a NaN stays.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn raise<T: Scalar, const N: usize>(self, values: &mut [T; N], least: T) {
        self.step(Step::Max, values, &[least; N], T::ONE);
    }

    /// Runs a task out of line: in a function of its own, compiled for this level's instructions once a type of task.
    ///
    /// What a large layer computes is not made part of its caller in this way, whose code then grows by one call a layer;
    /// the task itself is inlined into the function, so that its vector instructions are those of the level.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn outline<K: Task>(self, task: K) -> K::Output {
        out_of_line(self, task)
    }

    /// Whether [`Level::any`] gives a value.
    #[doc(hidden)]
    const SHARED: bool = false;

    /// The level as a value, where there are kernels for it that are compiled once for layers of any size.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn any(self) -> Option<AnyLevel> {
        None
    }

    /// eˣ, [`Elementary::exp_at`](super::Elementary::exp_at).
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn exp<T: Scalar>(self, x: T) -> T {
        x.exp_at(self)
    }

    /// e⁻ˣ of a number that is not below 0, [`Elementary::exp_minus_at`](super::Elementary::exp_minus_at).
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn exp_minus<T: Scalar>(self, x: T) -> T {
        x.exp_minus_at(self)
    }

    /// tanh x, [`Elementary::tanh_at`](super::Elementary::tanh_at).
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn tanh<T: Scalar>(self, x: T) -> T {
        x.tanh_at(self)
    }

    /// 1 / (1 + e⁻ˣ), [`Elementary::sigmoid_at`](super::Elementary::sigmoid_at).
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sigmoid<T: Scalar>(self, x: T) -> T {
        x.sigmoid_at(self)
    }

    /// ln(1 + x), [`Elementary::ln_1p_at`](super::Elementary::ln_1p_at).
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn ln_1p<T: Scalar>(self, x: T) -> T {
        x.ln_1p_at(self)
    }
}

/// Numbers of a row.
#[derive(Debug)]
pub enum Loaded<'a, T, const N: usize> {
    /// Where they are.
    Row(&'a [T; N]),
    /// As many as the row has, and zeros.
    Part([T; N]),
}

impl<T, const N: usize> Deref for Loaded<'_, T, N> {
    type Target = [T; N];
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn deref(&self) -> &[T; N] {
        match self {
            Self::Row(numbers) => numbers,
            Self::Part(numbers) => numbers,
        }
    }
}

/// No fused multiply-add, 128-bit registers or none: what every CPU can do.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Level for Plain {
    const REGISTER: usize = 16;
    const SHARED: bool = AnyLevel::of(0).is_some();
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn mul_add<T: Scalar>(self, a: T, b: T, c: T) -> T {
        a * b + c
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn any(self) -> Option<AnyLevel> {
        const { AnyLevel::of(0) }
    }
}

/// Registers of `BYTES` bytes, and products that are added up in one rounding or in two. That one exists shows that the CPU
/// has such registers.
#[derive(Debug, Clone, Copy)]
pub struct Vectors<const BYTES: usize, const FUSED: bool>(());

/// The level of a CPU with such registers.
pub type Native<const BYTES: usize> = Vectors<BYTES, { cfg!(not(feature = "deterministic")) }>;

impl<const BYTES: usize, const FUSED: bool> Vectors<BYTES, FUSED> {
    /// For a program, or a function, that is compiled for such a CPU.
    ///
    /// # Safety
    /// For 64 bytes the CPU has AVX-512, for 32 AVX2 and FMA. Shorter registers are left to the compiler.
    #[allow(dead_code, reason = "only for CPUs that have them")]
    pub(super) const unsafe fn new() -> Self {
        Self(())
    }
}

#[cfg(test)]
impl Vectors<16, true> {
    /// The rounding of the fused multiply-add alone, which every CPU can do.
    pub(super) const FUSED_ROUNDING: Self = Self(());
}

impl<const BYTES: usize, const FUSED: bool> Level for Vectors<BYTES, FUSED> {
    const REGISTER: usize = BYTES;
    const PARTS: bool = BYTES == 64 && cfg!(all(target_arch = "x86_64", target_feature = "sse2"));
    const ADD_PRODUCT: Step = if FUSED { Step::AddProductFused } else { Step::AddProduct };
    const SHARED: bool = FUSED != cfg!(feature = "deterministic") && AnyLevel::of(BYTES).is_some();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn load_part<T: Scalar, const N: usize>(self, row: &[T]) -> [T; N] {
        T::load_part(self, row)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn mul_add<T: Scalar>(self, a: T, b: T, c: T) -> T {
        if FUSED { a.mul_add(b, c) } else { a * b + c }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn step<T: Scalar, const N: usize>(self, step: Step, values: &mut [T; N], terms: &[T; N], factor: T) {
        T::step(self, step, values, terms, factor);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn outline<K: Task>(self, task: K) -> K::Output {
        #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
        match BYTES {
            // SAFETY: a level of 64 bytes is made only where the CPU has AVX-512.
            64 => return unsafe { features::avx512_out_of_line(self, task) },
            // SAFETY: a level of 32 bytes is made only where the CPU has AVX2 and FMA.
            32 => return unsafe { features::avx2_out_of_line(self, task) },
            _ => {}
        }
        out_of_line(self, task)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn any(self) -> Option<AnyLevel> {
        if Self::SHARED {
            const { AnyLevel::of(BYTES) }
        } else {
            None
        }
    }
}

/// A task in a function of its own, compiled for the instructions that the whole program is compiled for.
#[inline(never)]
fn out_of_line<L: Level, K: Task>(level: L, task: K) -> K::Output {
    task.run(level)
}

/// Functions that are compiled for more instructions than the program.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod features {
    use super::{Level, Task};

    #[inline(never)]
    #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
    pub(super) fn avx512_out_of_line<L: Level, K: Task>(level: L, task: K) -> K::Output {
        task.run(level)
    }

    #[inline(never)]
    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2_out_of_line<L: Level, K: Task>(level: L, task: K) -> K::Output {
        task.run(level)
    }
}

/// Something to be computed at whatever level the CPU has.
///
/// Implementations are `#[inline(always)]`, and so is what they call: only what is inlined into [`run`]'s functions is compiled
/// for their instructions.
pub trait Task {
    /// What comes out.
    type Output;
    /// Computes it.
    fn run<L: Level>(self, level: L) -> Self::Output;
}

/// Computes at the level that the program was compiled for, without asking the CPU: for tasks so small that asking shows.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn run_without_dispatch<K: Task>(task: K) -> K::Output {
    // `mul_add` is a function call where the instruction is missing, and in `core` alone it is missing everywhere.
    #[cfg(all(feature = "std", target_feature = "avx512vl"))]
    // SAFETY: the program is compiled for AVX-512.
    return task.run(unsafe { Native::<64>::new() });
    #[cfg(all(
        feature = "std",
        target_feature = "fma",
        target_feature = "avx2",
        not(target_feature = "avx512vl")
    ))]
    // SAFETY: the program is compiled for AVX2 and FMA.
    return task.run(unsafe { Native::<32>::new() });
    #[cfg(all(feature = "std", target_arch = "aarch64", target_feature = "neon"))]
    // SAFETY: nothing is asked of registers of this length.
    return task.run(unsafe { Native::<16>::new() });
    #[cfg(all(target_os = "none", any(target_arch = "arm", target_arch = "riscv32")))]
    return task.run(super::Single);
    #[allow(unreachable_code)]
    task.run(Plain)
}

/// Computes at the best level that the CPU has: one question for the whole task.
///
/// Builds with debug assertions do not ask: they would compile everything three times to be slow three times.
#[inline]
pub fn run<K: Task>(task: K) -> K::Output {
    #[cfg(all(
        feature = "std",
        target_arch = "x86_64",
        not(target_feature = "avx512vl"),
        not(debug_assertions)
    ))]
    match x86::Cpu::detected() {
        // SAFETY: the CPU was asked for the features that the function is compiled for.
        x86::Cpu::Avx512 => return unsafe { x86::avx512(task) },
        // The whole program is compiled for it: no call is needed.
        #[cfg(all(target_feature = "avx2", target_feature = "fma"))]
        x86::Cpu::Avx2 => {}
        // SAFETY: the CPU was asked for the features that the function is compiled for.
        #[cfg(not(all(target_feature = "avx2", target_feature = "fma")))]
        x86::Cpu::Avx2 => return unsafe { x86::avx2(task) },
        x86::Cpu::Other => {}
    }
    run_without_dispatch(task)
}

/// A level as a value: for functions that are compiled once a level, whoever calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyLevel(Kind);

/// That there is an [`AnyLevel`] of long registers shows that the CPU has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What the program is compiled for.
    Compiled,
    #[cfg(all(
        feature = "std",
        target_arch = "x86_64",
        any(test, not(any(target_feature = "avx512vl", debug_assertions)))
    ))]
    Avx2,
    #[cfg(all(
        feature = "std",
        target_arch = "x86_64",
        any(test, not(any(target_feature = "avx512vl", debug_assertions)))
    ))]
    Avx512,
}

impl AnyLevel {
    /// The registers of the level that the program is compiled for, in bytes; 0 for [`Plain`].
    const COMPILED: usize = if cfg!(not(feature = "std")) {
        0
    } else if cfg!(target_feature = "avx512vl") {
        64
    } else if cfg!(all(target_feature = "avx2", target_feature = "fma")) {
        32
    } else if cfg!(all(target_arch = "aarch64", target_feature = "neon")) {
        16
    } else {
        0
    };

    /// The level of registers of so many bytes, 0 for [`Plain`].
    const fn of(bytes: usize) -> Option<Self> {
        match bytes {
            Self::COMPILED => Some(Self(Kind::Compiled)),
            #[cfg(all(
                feature = "std",
                target_arch = "x86_64",
                any(test, not(any(target_feature = "avx512vl", debug_assertions)))
            ))]
            32 => Some(Self(Kind::Avx2)),
            #[cfg(all(
                feature = "std",
                target_arch = "x86_64",
                any(test, not(any(target_feature = "avx512vl", debug_assertions)))
            ))]
            64 => Some(Self(Kind::Avx512)),
            _ => None,
        }
    }

    /// That which [`run`] computes at.
    #[inline(never)]
    pub fn detected() -> Self {
        #[cfg(all(
            feature = "std",
            target_arch = "x86_64",
            not(target_feature = "avx512vl"),
            not(debug_assertions)
        ))]
        match x86::Cpu::detected() {
            x86::Cpu::Avx512 => return Self(Kind::Avx512),
            x86::Cpu::Avx2 => return Self(Kind::Avx2),
            x86::Cpu::Other => {}
        }
        Self(Kind::Compiled)
    }

    /// Computes at this level, in a function of its own.
    #[inline]
    pub fn run<K: Task>(self, task: K) -> K::Output {
        match self.0 {
            Kind::Compiled => run_without_dispatch(task),
            #[cfg(all(
                feature = "std",
                target_arch = "x86_64",
                any(test, not(any(target_feature = "avx512vl", debug_assertions)))
            ))]
            // SAFETY: made only where the CPU has what the function is compiled for.
            Kind::Avx2 => unsafe { x86::avx2(task) },
            #[cfg(all(
                feature = "std",
                target_arch = "x86_64",
                any(test, not(any(target_feature = "avx512vl", debug_assertions)))
            ))]
            // SAFETY: as above.
            Kind::Avx512 => unsafe { x86::avx512(task) },
        }
    }
}

#[cfg(all(
    feature = "std",
    target_arch = "x86_64",
    any(test, not(any(target_feature = "avx512vl", debug_assertions)))
))]
mod x86 {
    use std::arch::is_x86_feature_detected;
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::{Native, Task};

    /// What is known of the CPU.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
    #[repr(u8)]
    pub(super) enum Cpu {
        Other = 1,
        Avx2 = 2,
        Avx512 = 3,
    }

    impl Cpu {
        /// One load, once the CPU was asked.
        #[inline]
        pub(super) fn detected() -> Self {
            static KNOWN: AtomicU8 = AtomicU8::new(0);
            match KNOWN.load(Ordering::Relaxed) {
                3 => Self::Avx512,
                2 => Self::Avx2,
                1 => Self::Other,
                _ => {
                    let cpu = Self::detect();
                    KNOWN.store(cpu as u8, Ordering::Relaxed);
                    cpu
                }
            }
        }

        #[cold]
        fn detect() -> Self {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512bw");
            match (avx2, avx512) {
                (true, true) => Self::Avx512,
                (true, false) => Self::Avx2,
                _ => Self::Other,
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
    pub(super) fn avx512<K: Task>(task: K) -> K::Output {
        // SAFETY: the function is compiled for them, so whoever calls it has them.
        task.run(unsafe { Native::<64>::new() })
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2<K: Task>(task: K) -> K::Output {
        // SAFETY: the function is compiled for them, so whoever calls it has them.
        task.run(unsafe { Native::<32>::new() })
    }
}

#[cfg(all(test, feature = "std"))]
pub(super) mod tested {
    //! Each level by itself, compiled for it in every build: what the tests compare.

    #[cfg(target_arch = "x86_64")]
    use super::x86::{self, Cpu};
    use super::{Plain, Task};
    use crate::kernels::Single;

    /// A level, and the instructions that it is compiled for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::kernels) enum At {
        Plain,
        Single,
        #[cfg(not(target_arch = "x86_64"))]
        Neon,
        #[cfg(target_arch = "x86_64")]
        Avx2,
        #[cfg(target_arch = "x86_64")]
        Avx512,
    }

    impl At {
        #[cfg(target_arch = "x86_64")]
        pub(in crate::kernels) const ALL: [Self; 4] = [Self::Plain, Self::Single, Self::Avx2, Self::Avx512];
        #[cfg(not(target_arch = "x86_64"))]
        pub(in crate::kernels) const ALL: [Self; 3] = [Self::Plain, Self::Single, Self::Neon];

        /// Whether the CPU has it.
        pub(in crate::kernels) fn is_here(self) -> bool {
            match self {
                Self::Plain | Self::Single => true,
                #[cfg(not(target_arch = "x86_64"))]
                Self::Neon => cfg!(all(target_arch = "aarch64", target_feature = "neon")),
                #[cfg(target_arch = "x86_64")]
                Self::Avx2 => Cpu::detected() >= Cpu::Avx2,
                #[cfg(target_arch = "x86_64")]
                Self::Avx512 => Cpu::detected() >= Cpu::Avx512,
            }
        }
    }

    /// Computes at this level.
    ///
    /// # Panics
    /// Where the CPU lacks it.
    pub(in crate::kernels) fn run_at<K: Task>(at: At, task: K) -> K::Output {
        assert!(at.is_here(), "this CPU has no {at:?}");
        match at {
            At::Plain => task.run(Plain),
            At::Single => task.run(Single),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the CPU was asked for the features that the function is compiled for.
            At::Avx2 => unsafe { x86::avx2(task) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the CPU was asked for the features that the function is compiled for.
            At::Avx512 => unsafe { x86::avx512(task) },
            #[cfg(target_arch = "aarch64")]
            // SAFETY: nothing is asked of registers of this length.
            At::Neon => task.run(unsafe { super::Native::<16>::new() }),
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            At::Neon => unreachable!("it is not here"),
        }
    }
}
