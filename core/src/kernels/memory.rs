//! Memory for the values between layers: runs of numbers, of which parts are read while others are written.
#![allow(
    unsafe_code,
    reason = "parts of one run of numbers are read while others are written"
)]

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::freeze;

/// One run of numbers.
#[derive(Debug)]
pub(crate) struct Region<'a, T> {
    start: *mut T,
    len: usize,
    numbers: PhantomData<&'a mut [T]>,
}

impl<'a, T: crate::Scalar> Region<'a, T> {
    /// These numbers.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(numbers: &'a mut [T]) -> Self {
        Self {
            start: numbers.as_mut_ptr(),
            len: numbers.len(),
            numbers: PhantomData,
        }
    }

    /// The numbers that lie in this place, whichever they are.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn of_any<A>(place: &'a mut MaybeUninit<A>) -> Self {
        const { assert!(align_of::<A>() >= align_of::<T>() || size_of::<A>() == 0) };
        freeze(place);
        Self {
            start: place.as_mut_ptr().cast(),
            len: const { size_of::<A>() / size_of::<T>() },
            numbers: PhantomData,
        }
    }
}

impl<'a, T: crate::Scalar> Region<'a, T> {
    /// The numbers in these bytes, whichever they are, as many as fit behind the first that is aligned.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn of_bytes<const BYTES: usize>(bytes: &'a mut MaybeUninit<[u8; BYTES]>) -> Self {
        freeze(bytes);
        let start = bytes.as_mut_ptr().cast::<u8>();
        let skipped = start.align_offset(align_of::<T>()).min(BYTES);
        Self {
            // SAFETY: at most as many bytes as there are.
            start: unsafe { start.add(skipped) }.cast(),
            len: (BYTES - skipped) / size_of::<T>(),
            numbers: PhantomData,
        }
    }
}

/// A part of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// 0 for the arena, from 1 on the outputs.
    pub(crate) region: usize,
    pub(crate) at: usize,
    pub(crate) len: usize,
}

impl Part {
    /// No numbers at all.
    pub(crate) const NONE: Self = Self {
        region: 0,
        at: 0,
        len: 0,
    };

    #[cfg_attr(not(debug_assertions), inline(always))]
    const fn meets(self, other: Self) -> bool {
        self.region == other.region && self.at < other.at + other.len && other.at < self.at + self.len
    }
}

/// An arena and the outputs of a model.
#[derive(Debug)]
pub(crate) struct Memory<'a, T> {
    arena: Region<'a, T>,
    outputs: [Region<'a, T>; 8],
}

impl<'a, T: crate::Scalar> Memory<'a, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(arena: Region<'a, T>, outputs: [&'a mut [T]; 8]) -> Self {
        // Not `map`: it calls a function for each, to which the compiler would hand the memory's address.
        let [a, b, c, d, e, f, g, h] = outputs;
        let outputs = [
            Region::new(a),
            Region::new(b),
            Region::new(c),
            Region::new(d),
            Region::new(e),
            Region::new(f),
            Region::new(g),
            Region::new(h),
        ];
        Self { arena, outputs }
    }
}

impl<'a, T> Memory<'a, T> {
    /// Lends two parts to be written, and the others to be read meanwhile. Where a part lies outside of its region, or the
    /// two share numbers, which no plan asks for, it is empty.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn lend(&mut self, first: Part, second: Part) -> (Reader<'_, 'a, T>, &mut [T], &mut [T]) {
        let second = if first.meets(second) { Part::NONE } else { second };
        let (start, len) = self.bounds(first);
        // SAFETY: `bounds` gives numbers of the region, which is lent for as long as `self` is borrowed; `Reader` reads
        // none of them, and the second part has none of them.
        let written = unsafe { core::slice::from_raw_parts_mut(start, len) };
        let (start, len) = self.bounds(second);
        // SAFETY: as above.
        let room = unsafe { core::slice::from_raw_parts_mut(start, len) };
        let reader = Reader {
            memory: self,
            written: [first, second],
        };
        (reader, written, room)
    }

    /// Where a part begins and how many numbers it has: as it says, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bounds(&self, part: Part) -> (*mut T, usize) {
        // No numbers: an arena without any may lie at an address that is none for a number.
        if part.len == 0 {
            return (core::ptr::NonNull::dangling().as_ptr(), 0);
        }
        let region = match part.region.checked_sub(1) {
            None => &self.arena,
            Some(output) => {
                let Some(region) = self.outputs.get(output) else {
                    debug_assert!(false, "output {output} of {}", self.outputs.len());
                    return (core::ptr::NonNull::dangling().as_ptr(), 0);
                };
                region
            }
        };
        if part.at <= region.len && part.len <= region.len - part.at {
            // SAFETY: `at` is at most the number of numbers in the region.
            (unsafe { region.start.add(part.at) }, part.len)
        } else {
            debug_assert!(false, "{part:?} lies outside of its region");
            (core::ptr::NonNull::dangling().as_ptr(), 0)
        }
    }
}

/// What may be read of a [`Memory`] while two parts of it are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'r, 'a, T> {
    memory: &'r Memory<'a, T>,
    written: [Part; 2],
}

impl<'r, T> Reader<'r, '_, T> {
    /// A part to be read. One that shares numbers with a part that is written, which no plan asks for, is empty.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn read(&self, part: Part) -> &'r [T] {
        let is_written = part.meets(self.written[0]) || part.meets(self.written[1]);
        debug_assert!(!is_written, "{part:?} is written to");
        let (start, len) = if is_written {
            (core::ptr::NonNull::<T>::dangling().as_ptr().cast_const(), 0)
        } else {
            let (start, len) = self.memory.bounds(part);
            (start.cast_const(), len)
        };
        // SAFETY: `bounds` gives numbers of the region, which live as long as the memory is borrowed; none of them is in a
        // part that is written meanwhile.
        unsafe { core::slice::from_raw_parts(start, len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_apart() {
        let (mut arena, mut output) = (MaybeUninit::<[f32; 8]>::uninit(), [0.0_f32; 2]);
        let outputs = [
            &mut output[..],
            &mut [],
            &mut [],
            &mut [],
            &mut [],
            &mut [],
            &mut [],
            &mut [],
        ];
        let mut memory = Memory::new(Region::of_any(&mut arena), outputs);
        let part = |region, at, len| Part { region, at, len };
        let (_, first, second) = memory.lend(part(0, 0, 3), part(0, 3, 5));
        first.copy_from_slice(&[1.0, 2.0, 3.0]);
        second.fill(4.0);
        let (reader, written, room) = memory.lend(part(1, 0, 2), part(0, 3, 1));
        written.copy_from_slice(&reader.read(part(0, 1, 2))[..2]);
        room.fill(5.0);
        assert_eq!(reader.read(part(0, 4, 4)), [4.0; 4]);
        let (reader, _, room) = memory.lend(part(0, 0, 1), part(0, 0, 2));
        assert!(room.is_empty());
        assert_eq!(reader.read(part(0, 2, 2)), [3.0, 5.0]);
        assert_eq!(output, [2.0, 3.0]);
    }
}
