//! Boxes and arrows, laid out by the crate `layout-rs`.

use std::string::String;
use std::vec::Vec;

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point;
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;
use plotters::element::{PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{FontDesc, FontStyle, RGBColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoTextStyle};

use super::{Area, Drawn, GREY, INK, Picture, font, width_of};

/// Letters of a box: their height, and that of a line of them.
const LETTERS: u32 = 14;
const LINE: i32 = 20;
/// Between a box and its letters, and round the picture.
const PADDING: i32 = 12;
/// The pieces that a curve is drawn in: in shorter ones the rounding to whole pixels shows.
const PIECES: u32 = 7;

/// A box: its lines, of which the first is bold, its colour, and the boxes whose arrows end at it.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) lines: Vec<String>,
    pub(crate) fill: RGBColor,
    pub(crate) inputs: Vec<usize>,
}

/// Lays the boxes, at least one, out from top to bottom.
pub(crate) fn draw_graph(blocks: &[Block]) -> impl Picture {
    let mut graph = VisualGraph::new(Orientation::TopToBottom);
    let mut handles = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let widths = block
            .lines
            .iter()
            .enumerate()
            .map(|(i, line)| width_of(line, &line_font(i)));
        let width = f64::from(widths.max().unwrap_or(0)) + 2.0 * f64::from(PADDING);
        let height = block.lines.len() as f64 * f64::from(LINE) + f64::from(PADDING);
        // The text is the box's number: its lines are looked up where it is drawn.
        let shape = ShapeKind::new_box(&std::format!("{i}"));
        let element = Element::create(
            shape,
            StyleAttr::simple(),
            Orientation::TopToBottom,
            Point::new(width, height),
        );
        handles.push(graph.add_node(element));
    }
    for (to, block) in handles.iter().zip(blocks) {
        for from in block.inputs.iter().filter_map(|&from| handles.get(from)) {
            graph.add_edge(Arrow::default(), *from, *to);
        }
    }
    let mut recording = Recording::default();
    graph.do_it(false, false, false, &mut recording);
    recording.placed(blocks)
}

/// The first line is bold.
fn line_font(line: usize) -> FontDesc<'static> {
    let font = font(LETTERS);
    if line == 0 { font.style(FontStyle::Bold) } else { font }
}

/// What the layout gives, before it is known how large the picture is.
#[derive(Default)]
struct Recording {
    /// Upper left corner and size.
    boxes: Vec<(Point, Point)>,
    /// The centre of a box and its number.
    numbers: Vec<(Point, usize)>,
    /// Each arrow as a line through these points.
    arrows: Vec<Vec<Point>>,
}

impl RenderBackend for Recording {
    fn draw_rect(&mut self, xy: Point, size: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {
        self.boxes.push((xy, size));
    }

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, xy: Point, text: &str, _: &StyleAttr) {
        if let Ok(number) = text.parse() {
            self.numbers.push((xy, number));
        }
    }

    /// The path is that of an SVG: a point with the control point behind it, then control points with the points they lead to.
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        let [(start, exit), rest @ ..] = path else { return };
        let (mut from, mut control) = (*start, *exit);
        let mut points = std::vec![from];
        for &(entry, to) in rest {
            for piece in 1..=PIECES {
                points.push(bezier([from, control, entry, to], f64::from(piece) / f64::from(PIECES)));
            }
            // The next curve goes on in the direction in which this one ends.
            (from, control) = (to, Point::new(2.0 * to.x - entry.x, 2.0 * to.y - entry.y));
        }
        self.arrows.push(points);
    }

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

/// A point of a cubic curve.
fn bezier(points: [Point; 4], t: f64) -> Point {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let along = |of: fn(&Point) -> f64| {
        points
            .iter()
            .zip(weights)
            .map(|(point, weight)| of(point) * weight)
            .sum()
    };
    Point::new(along(|point| point.x), along(|point| point.y))
}

/// Pixels.
type Pixel = (i32, i32);

/// A graph whose places are known.
struct Placed {
    size: (u32, u32),
    /// Corners and colour.
    boxes: Vec<([Pixel; 2], RGBColor)>,
    /// Where a line's middle is, the line, and whether it is bold.
    lines: Vec<(Pixel, String, usize)>,
    arrows: Vec<Vec<Pixel>>,
}

impl Recording {
    /// Moves everything to where it is seen.
    fn placed(self, blocks: &[Block]) -> Placed {
        let corners = self
            .boxes
            .iter()
            .flat_map(|&(xy, size)| [xy, Point::new(xy.x + size.x, xy.y + size.y)]);
        let all: Vec<Point> = corners.chain(self.arrows.iter().flatten().copied()).collect();
        let least = |of: fn(&Point) -> f64| all.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Point) -> f64| all.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (left, top) = (least(|point| point.x), least(|point| point.y));
        let pixel = |point: Point| ((point.x - left) as i32 + PADDING, (point.y - top) as i32 + PADDING);
        let (right, bottom) = pixel(Point::new(most(|point| point.x), most(|point| point.y)));

        let mut lines = Vec::new();
        let mut fills = Vec::new();
        for &(centre, number) in &self.numbers {
            let Some(block) = blocks.get(number) else { continue };
            fills.push(block.fill);
            let above = (block.lines.len() as f64 - 1.0) * f64::from(LINE) / 2.0;
            let (x, mut y) = pixel(Point::new(centre.x, centre.y - above));
            for (i, line) in block.lines.iter().enumerate() {
                lines.push(((x, y), line.clone(), i));
                y += LINE;
            }
        }
        // A box is drawn right before its number.
        let boxes = self.boxes.iter().zip(fills).map(|(&(xy, size), fill)| {
            let to = Point::new(xy.x + size.x, xy.y + size.y);
            ([pixel(xy), pixel(to)], fill)
        });
        Placed {
            size: ((right + PADDING).unsigned_abs(), (bottom + PADDING).unsigned_abs()),
            boxes: boxes.collect(),
            lines,
            arrows: self
                .arrows
                .iter()
                .map(|points| points.iter().map(|&point| pixel(point)).collect())
                .collect(),
        }
    }
}

impl Picture for Placed {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn draw(&self, area: &Area<'_>) -> Drawn {
        for points in &self.arrows {
            area.draw(&PathElement::new(points.clone(), GREY.stroke_width(2)))?;
            if let Some(head) = head(points) {
                area.draw(&Polygon::new(head, GREY.filled()))?;
            }
        }
        for (corners, fill) in &self.boxes {
            area.draw(&Rectangle::new(*corners, fill.filled()))?;
            area.draw(&Rectangle::new(*corners, INK.stroke_width(1)))?;
        }
        for (at, line, number) in &self.lines {
            let style = line_font(*number)
                .into_text_style(area)
                .pos(Pos::new(HPos::Center, VPos::Center));
            area.draw(&Text::new(line.as_str(), *at, style.color(&INK)))?;
        }
        Ok(())
    }
}

/// The head of an arrow: a triangle at the end of its line.
fn head(points: &[Pixel]) -> Option<Vec<Pixel>> {
    let (&end, before) = points.split_last()?;
    // Some pixels away: the direction of a shorter piece is rounded too much.
    let far = |&&(x, y): &&Pixel| f64::from(end.0 - x).hypot(f64::from(end.1 - y)) >= 6.0;
    let from = before.iter().rev().find(far).or(before.first())?;
    let (dx, dy) = (f64::from(end.0 - from.0), f64::from(end.1 - from.1));
    let length = dx.hypot(dy);
    if length == 0.0 {
        return None;
    }
    let (dx, dy) = (dx / length, dy / length);
    let at = |along: f64, beside: f64| {
        let x = f64::from(end.0) - along * dx + beside * dy;
        let y = f64::from(end.1) - along * dy - beside * dx;
        (x.round() as i32, y.round() as i32)
    };
    Some(std::vec![end, at(9.0, 5.0), at(9.0, -5.0)])
}
