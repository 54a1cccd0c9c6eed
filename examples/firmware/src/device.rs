//! The device: what it says, what it has counted, how deep its stack went.

use core::arch::asm;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

use cortex_m_semihosting::{debug, syscall};

/// The host's handle of its standard output, once it was asked.
static OUTPUT: AtomicUsize = AtomicUsize::new(0);

/// A line for whoever watches.
///
/// Nothing here formats with `core::fmt`: its code is larger than most models.
#[derive(Debug)]
pub struct Line {
    text: [u8; 256],
    length: usize,
}

impl Line {
    /// A line that begins with this word.
    pub fn new(word: &str) -> Self {
        Self {
            text: [0; 256],
            length: 0,
        }
        .text(word)
    }

    /// Adds these characters, as many as there is room for.
    pub fn text(mut self, text: &str) -> Self {
        text.bytes().for_each(|byte| self.push(byte));
        self
    }

    /// Adds a space and a number.
    pub fn number(mut self, number: usize) -> Self {
        self.push(b' ');
        let mut digits = [0; 10];
        let (mut rest, mut count) = (number, 0);
        for digit in &mut digits {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            count += 1;
            if rest == 0 {
                break;
            }
        }
        for digit in digits.iter().take(count).rev() {
            self.push(*digit);
        }
        self
    }

    /// Adds a space and the bits of a float, so that not one is lost.
    pub fn bits(mut self, number: f32) -> Self {
        self.push(b' ');
        for shift in (0..8).rev() {
            let digit = (number.to_bits() >> (4 * shift) & 15) as u8;
            self.push(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 });
        }
        self
    }

    /// Says it.
    pub fn say(mut self) {
        self.length = self.length.min(self.text.len() - 1);
        self.push(b'\n');
        let output = match OUTPUT.load(Ordering::Relaxed) {
            0 => {
                let name = b":tt\0";
                // SAFETY: the host reads a name of three letters; 4 is to write. `:tt` is its standard output.
                let output = unsafe { syscall!(OPEN, name.as_ptr(), 4, 3) };
                OUTPUT.store(output, Ordering::Relaxed);
                output
            }
            output => output,
        };
        // SAFETY: the host reads `length` bytes from a pointer to at least that many.
        unsafe { syscall!(WRITE, output, self.text.as_ptr(), self.length) };
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.text.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }
}

/// Ends the program, and the emulator with it.
pub fn exit(success: bool) -> ! {
    debug::exit(if success {
        debug::EXIT_SUCCESS
    } else {
        debug::EXIT_FAILURE
    });
    loop {}
}

/// The instructions of one run of `work`, as a mean over `times` runs.
///
/// The counter goes with the processor's clock, which under QEMU's `-icount shift=0` is 1 tick every 40 instructions; on a
/// board these are cycles, 1 a tick.
pub fn instructions(times: usize, mut work: impl FnMut()) -> usize {
    const TICK: usize = 40;
    const CONTROL: *mut u32 = 0xe000_e010 as *mut u32;
    const RELOAD: *mut u32 = 0xe000_e014 as *mut u32;
    const CURRENT: *mut u32 = 0xe000_e018 as *mut u32;
    const LONGEST: u32 = 0x00ff_ffff;
    // SAFETY: the SysTick timer of every Cortex-M; nobody else here uses it.
    unsafe {
        ptr::write_volatile(RELOAD, LONGEST);
        ptr::write_volatile(CURRENT, 0);
        ptr::write_volatile(CONTROL, 0b101);
    }
    // SAFETY: as above.
    let now = || unsafe { ptr::read_volatile(CURRENT) };
    let start = now();
    (0..times).for_each(|_| work());
    let ticks = start.wrapping_sub(now()) & LONGEST;
    ticks as usize * TICK / times.max(1)
}

/// How many bytes of stack `work` takes, from here down.
pub fn stack(work: impl FnOnce()) -> usize {
    const PAINT: u32 = 0x5eed_5eed;
    const WORDS: usize = 64 * 1024 / 4;
    let top: *mut u32;
    // SAFETY: reads a register.
    unsafe { asm!("mov {}, sp", out(reg) top, options(nomem, nostack, preserves_flags)) };
    // SAFETY: there is more stack than this below; a loop of one instruction each, so that nothing is pushed meanwhile.
    unsafe {
        asm!(
            "2:", "str {paint}, [{at}, #-4]!", "cmp {at}, {end}", "bhi 2b",
            at = inout(reg) top => _, end = in(reg) top.wrapping_sub(WORDS), paint = in(reg) PAINT,
            options(nostack),
        );
    };
    work();
    let mut deepest = top.wrapping_sub(WORDS);
    // SAFETY: as above.
    while deepest < top && unsafe { ptr::read_volatile(deepest) } == PAINT {
        deepest = deepest.wrapping_add(1);
    }
    top as usize - deepest as usize
}
