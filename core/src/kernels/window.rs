//! Where a window lies on an image while it moves over it.

use core::ops::Range;

use super::inside::run;

/// One axis of a window that moves over an image.
///
/// The padding follows from the sizes: as many cells as the last position needs, the smaller half first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    input: usize,
    window: usize,
    stride: usize,
    before: usize,
}

impl Axis {
    /// The axis on which a window of this size and stride takes `output` positions over `input` cells.
    pub const fn new(input: usize, output: usize, window: usize, stride: usize) -> Self {
        let reach = output.saturating_sub(1) * stride + window;
        Self {
            input,
            window,
            stride,
            before: reach.saturating_sub(input) / 2,
        }
    }

    /// The axis with all of its padding before the first cell: no position sees what comes after its last cell.
    pub const fn causal(input: usize, window: usize, stride: usize) -> Self {
        Self {
            input,
            window,
            stride,
            before: window.saturating_sub(1),
        }
    }

    /// The stride.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn stride(self) -> usize {
        self.stride
    }

    /// The number of cells.
    pub(super) const fn input(self) -> usize {
        self.input
    }

    /// The size of the window.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn window(self) -> usize {
        self.window
    }

    /// The positions, of `output`, at which the whole window lies on the image.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn whole(self, output: usize) -> Range<usize> {
        let first = self.before.div_ceil(self.stride);
        let last = match (self.input + self.before).checked_sub(self.window) {
            Some(room) => room / self.stride + 1,
            None => 0,
        };
        let last = if last < output { last } else { output };
        if first < last { first..last } else { 0..0 }
    }

    /// The first cell of the image under a window that lies on it whole.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn first(self, position: usize) -> usize {
        (position * self.stride).saturating_sub(self.before)
    }

    /// The cell of the image under the window's cell `cell`, where there is one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn cell(self, position: usize, cell: usize) -> Option<usize> {
        match (position * self.stride + cell).checked_sub(self.before) {
            Some(at) if at < self.input => Some(at),
            _ => None,
        }
    }

    /// What of the window lies on the image at a position: its cells in the window, and in the image.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn overlap(self, position: usize) -> (Range<usize>, Range<usize>) {
        // Both counted from the first cell of the padding.
        let (start, end) = (position * self.stride, position * self.stride + self.window);
        let skipped = self.before.saturating_sub(start);
        let first = start.saturating_sub(self.before);
        let last = match end.saturating_sub(self.before) {
            last if last < self.input => last,
            _ => self.input,
        };
        let len = last.saturating_sub(first);
        (skipped..skipped + len, first..first + len)
    }
}

/// A window that moves over an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// From row to row.
    pub vertical: Axis,
    /// From column to column.
    pub horizontal: Axis,
}

impl Windows {
    /// The part of an image that lies under the window at a position, row by row.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn pixels<P, const W: usize>(
        self,
        image: &[[P; W]],
        (top, left): (usize, usize),
    ) -> impl Iterator<Item = &[P]> {
        let (_, rows) = self.vertical.overlap(top);
        let (_, columns) = self.horizontal.overlap(left);
        let rows = run(image, rows).iter();
        rows.map(move |row| run(row, columns.clone()))
    }

    /// The runs of cells that lie on each other at a position, of the window and of an image of `W` columns: one run a
    /// row, numbered row by row, `channels` numbers a cell.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn runs<const W: usize>(
        self,
        channels: usize,
        (top, left): (usize, usize),
    ) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let (window_rows, image_rows) = self.vertical.overlap(top);
        let (window_columns, image_columns) = self.horizontal.overlap(left);
        let run = move |columns: &Range<usize>, row: usize, width: usize| {
            (row * width + columns.start) * channels..(row * width + columns.end) * channels
        };
        window_rows.zip(image_rows).map(move |(window_row, image_row)| {
            (
                run(&window_columns, window_row, self.horizontal.window),
                run(&image_columns, image_row, W),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    fn overlaps<const N: usize>(axis: Axis) -> [(usize, usize, usize); N] {
        core::array::from_fn(|position| {
            let (window, input) = axis.overlap(position);
            assert_eq!(window.len(), input.len());
            (window.start, input.start, input.len())
        })
    }

    #[test]
    fn without_padding_the_whole_window_lies_on_the_image() {
        assert_eq!(overlaps(Axis::new(7, 3, 3, 2)), [(0, 0, 3), (0, 2, 3), (0, 4, 3)]);
        assert_eq!(overlaps(Axis::new(8, 3, 3, 2)), [(0, 0, 3), (0, 2, 3), (0, 4, 3)]);
    }

    #[test]
    fn padding_puts_the_smaller_half_first() {
        assert_eq!(
            overlaps(Axis::new(4, 4, 2, 1)),
            [(0, 0, 2), (0, 1, 2), (0, 2, 2), (0, 3, 1)]
        );
        assert_eq!(overlaps(Axis::new(3, 3, 3, 1)), [(1, 0, 2), (0, 0, 3), (0, 1, 2)]);
    }

    #[test]
    fn a_window_larger_than_the_image_is_cut_on_both_sides() {
        assert_eq!(overlaps(Axis::new(2, 2, 7, 1)), [(3, 0, 2), (2, 0, 2)]);
        assert_eq!(overlaps(Axis::new(1, 1, 1, 5)), [(0, 0, 1)]);
    }
}
