//! A confusion matrix as a picture.

use std::path::Path;
use std::string::ToString;

use plotters::element::{Rectangle, Text};
use plotters::prelude::{FontStyle, RGBColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, IntoTextStyle};

use crate::drawing::{Area, BLUE, Drawn, INK, Picture, font, save, width_of};
use crate::error::Error;
use crate::training::ConfusionMatrix;

/// The least width of a column, and the height of a row.
const CELL: i32 = 46;
/// Round letters, and round the picture.
const PADDING: i32 = 12;
/// The height of letters.
const LETTERS: u32 = 14;

impl ConfusionMatrix {
    /// Draws it as a table, the darker a cell, the more of the samples of its class it holds: to a file whose name ends in `.svg` or
    /// `.png`.
    ///
    /// ```
    /// use layerproof::training::ConfusionMatrix;
    ///
    /// let mut matrix = ConfusionMatrix::new(2).class_names(["cat", "dog"]);
    /// matrix.add(0, 1);
    /// # let folder = std::env::temp_dir();
    /// matrix.plot(folder.join("confusion.svg"))?;
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the file cannot be written, or its name has another ending.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Ok(save(path.as_ref(), &Layout::of(self))?)
    }
}

/// Where its parts are.
struct Layout<'a> {
    matrix: &'a ConfusionMatrix,
    /// The left edge of the first column, and the width of each.
    left: i32,
    width: i32,
    /// The top of the first row.
    top: i32,
}

impl<'a> Layout<'a> {
    fn of(matrix: &'a ConfusionMatrix) -> Self {
        let letters = font(LETTERS);
        let names = matrix
            .names()
            .iter()
            .map(|name| width_of(name, &letters))
            .max()
            .unwrap_or(0);
        let count = |truth, answer| width_of(&matrix.count(truth, answer).to_string(), &letters);
        let classes = 0..matrix.classes();
        let counts = classes
            .clone()
            .flat_map(|truth| classes.clone().map(move |answer| (truth, answer)));
        let counts = counts.map(|(truth, answer)| count(truth, answer)).max().unwrap_or(0);
        Self {
            matrix,
            // Beside the names stands, on its side, what the rows are.
            left: PADDING + 2 * CELL / 3 + names + PADDING,
            width: CELL.max(names.max(counts) + PADDING),
            top: PADDING + CELL,
        }
    }

    /// The upper left corner of a cell.
    fn corner(&self, truth: usize, answer: usize) -> (i32, i32) {
        let place = |index: usize, size: i32| i32::try_from(index).unwrap_or(i32::MAX).saturating_mul(size);
        (self.left + place(answer, self.width), self.top + place(truth, CELL))
    }
}

impl Picture for Layout<'_> {
    fn size(&self) -> (u32, u32) {
        let (right, bottom) = self.corner(self.matrix.classes(), self.matrix.classes());
        ((right + PADDING).unsigned_abs(), (bottom + PADDING).unsigned_abs())
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        let classes = self.matrix.classes();
        let center = Pos::new(HPos::Center, VPos::Center);
        let bold = font(LETTERS).style(FontStyle::Bold);
        let (right, bottom) = self.corner(classes, classes);
        let style = bold.clone().into_text_style(area).pos(center).color(&INK);
        area.draw(&Text::new(
            "answer",
            (i32::midpoint(self.left, right), PADDING + CELL / 4),
            style,
        ))?;
        let sideways = bold.transform(FontTransform::Rotate270).into_text_style(area);
        let style = sideways.pos(center).color(&INK);
        area.draw(&Text::new(
            "truth",
            (PADDING + CELL / 4, i32::midpoint(self.top, bottom)),
            style,
        ))?;

        for (class, name) in self.matrix.names().iter().enumerate() {
            let letters = font(LETTERS).into_text_style(area).color(&INK);
            let (x, _) = self.corner(0, class);
            let above = (x + self.width / 2, self.top - CELL / 4);
            area.draw(&Text::new(name.as_str(), above, letters.pos(center)))?;
            let (_, y) = self.corner(class, 0);
            let before = (self.left - PADDING, y + CELL / 2);
            let style = letters.pos(Pos::new(HPos::Right, VPos::Center));
            area.draw(&Text::new(name.as_str(), before, style))?;
        }
        for truth in 0..classes {
            let all: u64 = (0..classes).map(|answer| self.matrix.count(truth, answer)).sum();
            for answer in 0..classes {
                let count = self.matrix.count(truth, answer);
                let share = count as f64 / all.max(1) as f64;
                let (x, y) = self.corner(truth, answer);
                let corners = [(x, y), (x + self.width, y + CELL)];
                area.draw(&Rectangle::new(corners, BLUE.mix(share).filled()))?;
                area.draw(&Rectangle::new(corners, INK.mix(0.3).stroke_width(1)))?;
                // White on what is dark.
                let ink = if share > 0.5 { RGBColor(255, 255, 255) } else { INK };
                let style = font(LETTERS).into_text_style(area).pos(center).color(&ink);
                area.draw(&Text::new(count.to_string(), (x + self.width / 2, y + CELL / 2), style))?;
            }
        }
        Ok(())
    }
}
