//! The curves of a training, and which classes are taken for which, as pictures.

mod matrix;

use std::path::Path;
use std::string::String;
use std::vec::Vec;

use plotters::chart::ChartBuilder;
use plotters::element::{Circle, PathElement, Text};
use plotters::prelude::{FontStyle, RGBColor};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoTextStyle};

use super::History;
use crate::drawing::{Area, BLUE, Drawn, GREY, INK, ORANGE, Picture, font, save, width_of};
use crate::error::Error;

/// Pixels: of the picture, and of each of its charts.
const WIDTH: u32 = 760;
const HEIGHT: u32 = 300;
/// Where a chart's name stands above it.
const TITLE: i32 = 34;

impl History {
    /// Draws the loss and each metric over the epochs, a chart each, those of the validation beside those of the training: to a
    /// file whose name ends in `.svg` or `.png`. Epochs whose number is not finite are left out.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let fit = Fit::new().epochs(20).validation_split(0.25);
    /// let history = Line::new(7).compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&x, &y, &fit)?;
    /// # let folder = std::env::temp_dir();
    /// history.plot(folder.join("curve.svg"))?;
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the file cannot be written, or its name has another ending.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let mut charts = Vec::new();
        let last = self.last();
        for name in core::iter::once("loss").chain(last.metrics.iter().map(|metric| metric.0)) {
            charts.push(Chart {
                name,
                training: self.points(name),
                validation: self.points(&std::format!("val_{name}")),
            });
        }
        Ok(save(path.as_ref(), &Charts(charts))?)
    }

    /// Epochs, counted from 1, and their finite numbers.
    fn points(&self, name: &str) -> Vec<(f64, f64)> {
        let numbers = self
            .epochs()
            .filter_map(|epoch| Some((epoch.epoch as f64, epoch.get(name)?)));
        numbers.filter(|number| number.1.is_finite()).collect()
    }
}

struct Charts<'a>(Vec<Chart<'a>>);

/// One number of the training and of the validation.
struct Chart<'a> {
    name: &'a str,
    training: Vec<(f64, f64)>,
    validation: Vec<(f64, f64)>,
}

impl Picture for Charts<'_> {
    fn size(&self) -> (u32, u32) {
        (WIDTH, HEIGHT * self.0.len() as u32)
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        for (chart, area) in self.0.iter().zip(area.split_evenly((self.0.len(), 1))) {
            chart.draw(&area)?;
        }
        Ok(())
    }
}

impl Chart<'_> {
    fn draw(&self, area: &Area<'_>) -> Drawn {
        let bold = font(16).style(FontStyle::Bold);
        area.draw(&Text::new(self.name, (20, 10), bold.into_text_style(area).color(&INK)))?;
        let all = || self.training.iter().chain(&self.validation);
        let epochs = range(all().map(|point| point.0), 0.0);
        let numbers = range(all().map(|point| point.1), 0.05);
        let (step, decimals) = step(numbers);
        let label = |value: &f64| std::format!("{value:.decimals$}");
        let widest = [numbers.0, numbers.1].map(|value| width_of(&label(&value), &font(13)));

        let mut chart = ChartBuilder::on(area)
            .margin_top(TITLE)
            .margin_right(20)
            .margin_left(10)
            .margin_bottom(6)
            .x_label_area_size(44)
            .y_label_area_size(widest[0].max(widest[1]) + 14)
            .build_cartesian_2d(epochs.0..epochs.1, numbers.0..numbers.1)?;
        chart
            .configure_mesh()
            .x_desc("epoch")
            .axis_desc_style(font(13))
            .label_style(font(13))
            .light_line_style(GREY.mix(0.0))
            .bold_line_style(GREY.mix(0.25))
            .x_labels(ticks(epochs))
            .y_labels(((numbers.1 - numbers.0) / step) as usize + 1)
            // Between two epochs there is nothing to be named.
            .x_label_formatter(&|epoch| {
                if epoch.fract() == 0.0 {
                    std::format!("{epoch}")
                } else {
                    String::new()
                }
            })
            .y_label_formatter(&label)
            .draw()?;
        for (points, colour) in [(&self.training, BLUE), (&self.validation, ORANGE)] {
            chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)))?;
            if points.len() == 1 {
                chart.draw_series(points.iter().map(|&point| Circle::new(point, 3, colour.filled())))?;
            }
        }
        self.legend(area)
    }

    /// What the lines are, beside the chart's name.
    fn legend(&self, area: &Area<'_>) -> Drawn {
        let mut right = WIDTH.cast_signed() - 20;
        let lines: [(&str, &[_], RGBColor); 2] = [
            ("validation", &self.validation, ORANGE),
            ("training", &self.training, BLUE),
        ];
        for (name, points, colour) in lines {
            if points.is_empty() {
                continue;
            }
            let style = font(13)
                .into_text_style(area)
                .pos(Pos::new(HPos::Right, VPos::Center))
                .color(&INK);
            area.draw(&Text::new(name, (right, 18), style))?;
            right -= width_of(name, &font(13)) + 8;
            area.draw(&PathElement::new(
                [(right - 24, 18), (right, 18)],
                colour.stroke_width(2),
            ))?;
            right -= 24 + 20;
        }
        Ok(())
    }
}

/// From the least to the greatest, and a part of that more on both sides; of one number alone, what makes it the middle.
fn range(values: impl Iterator<Item = f64>, more: f64) -> (f64, f64) {
    let (least, greatest) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| {
        (least.min(value), greatest.max(value))
    });
    if least > greatest {
        return (0.0, 1.0);
    }
    let margin = (greatest - least) * more;
    if greatest - least > 1e-12 * least.abs().max(greatest.abs()) {
        return (least - margin, greatest + margin);
    }
    let half = if least == 0.0 || more == 0.0 {
        0.5
    } else {
        least.abs() * 0.1
    };
    (least - half, greatest + half)
}

/// The distance of the lines of a grid: 1, 2 or 5 times a power of ten, some five of them; and the decimals that tell them apart.
fn step(range: (f64, f64)) -> (f64, usize) {
    let rough = (range.1 - range.0) / 5.0;
    let power = libm::floor(libm::log10(rough));
    let unit = libm::pow(10.0, power);
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|&times| times * unit >= rough)
        .unwrap_or(10.0)
        * unit;
    (step, (-libm::floor(libm::log10(step) + 1e-9)).max(0.0) as usize)
}

/// How many epochs are named: all of a few, else some ten.
fn ticks(epochs: (f64, f64)) -> usize {
    let between = (epochs.1 - epochs.0) as usize + 1;
    between.min(11)
}

#[cfg(test)]
mod tests {
    use super::{range, step};

    #[test]
    fn ranges_and_steps_suit_what_is_drawn() {
        assert_eq!(range([1.0, 3.0].into_iter(), 0.0), (1.0, 3.0));
        assert_eq!(range([0.0, 1.0].into_iter(), 0.05), (-0.05, 1.05));
        assert_eq!(range([2.0].into_iter(), 0.05), (1.8, 2.2));
        assert_eq!(range([0.0, 0.0].into_iter(), 0.05), (-0.5, 0.5));
        assert_eq!(range(core::iter::empty(), 0.05), (0.0, 1.0));
        assert_eq!(step((0.0, 1.0)), (0.2, 1));
        assert_eq!(step((0.0, 7.0)), (2.0, 0));
        assert_eq!(step((0.0, 0.013)).1, 3);
        assert_eq!(step((0.0, 120.0)), (50.0, 0));
    }
}
