//! Pictures: SVGs that the crate `plotters` writes, and PNGs that `resvg` makes of them.
//!
//! Letters are those of the crate `dejavu`'s Sans, which is part of the program: no font has to be installed.

mod graph;

use std::boxed::Box;
use std::io;
use std::path::Path;
use std::string::{String, ToString};
use std::sync::{Arc, Once};
use std::vec::Vec;

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::prelude::{
    BLACK, FontDesc, FontFamily, FontStyle, IntoDrawingArea, IntoFont, RGBColor, SVGBackend, WHITE,
};
use plotters::style::register_font;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Options, Tree};

pub(crate) use self::graph::{Block, draw_graph};
use crate::error::FileError;

/// Two colours that are told apart in print, too, and by those who do not see red or green (Okabe and Ito).
pub(crate) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(crate) const ORANGE: RGBColor = RGBColor(213, 94, 0);
pub(crate) const GREY: RGBColor = RGBColor(110, 110, 110);
/// What letters are drawn with.
pub(crate) const INK: RGBColor = BLACK;
/// The pixels of a PNG for one of the picture: screens of today show two where an SVG says one.
const PIXELS: f32 = 2.0;

/// Where something is drawn.
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing may fail with.
pub(crate) type Drawn = Result<(), Box<dyn core::error::Error + Send + Sync>>;

/// Something that can be drawn.
pub(crate) trait Picture {
    /// Width and height.
    fn size(&self) -> (u32, u32);

    /// Draws it on an area of that size.
    fn draw(&self, area: &Area<'_>) -> Drawn;
}

/// Writes a picture to a file whose name says how: `.svg` or `.png`.
pub(crate) fn save(path: &Path, picture: &impl Picture) -> Result<(), FileError> {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    let written = match extension.as_deref() {
        Some("svg") => svg(picture).and_then(|text| std::fs::write(path, text)),
        Some("png") => svg(picture).and_then(|text| std::fs::write(path, png(&text)?)),
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a picture is an `.svg` or a `.png`",
        )),
    };
    written.map_err(|error| FileError {
        path: path.to_path_buf(),
        error,
    })
}

fn svg(picture: &impl Picture) -> io::Result<String> {
    let mut text = String::new();
    let area = SVGBackend::with_string(&mut text, picture.size()).into_drawing_area();
    let draw = || -> Drawn {
        area.fill(&WHITE)?;
        picture.draw(&area)?;
        area.present()?;
        Ok(())
    };
    draw().map_err(|error| io::Error::other(error.to_string()))?;
    drop(area);
    Ok(text)
}

/// How an SVG is read: with the letters that it was drawn with.
fn options() -> Options<'static> {
    let mut fonts = usvg::fontdb::Database::new();
    for font in [dejavu::sans::regular(), dejavu::sans::bold()] {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("DejaVu Sans");
    Options {
        fontdb: Arc::new(fonts),
        ..Options::default()
    }
}

fn png(svg: &str) -> io::Result<Vec<u8>> {
    let tree = Tree::from_str(svg, &options()).map_err(io::Error::other)?;
    let size = tree.size().to_int_size().scale_by(PIXELS);
    let pixels = size.and_then(|size| Pixmap::new(size.width(), size.height()));
    let mut pixels = pixels.ok_or_else(|| io::Error::other("the picture is too large for a PNG"))?;
    resvg::render(&tree, Transform::from_scale(PIXELS, PIXELS), &mut pixels.as_mut());
    pixels.encode_png().map_err(io::Error::other)
}

/// Letters of this height.
pub(crate) fn font(size: u32) -> FontDesc<'static> {
    static FONTS: Once = Once::new();
    // Before the first one is made: it looks up what is registered then.
    FONTS.call_once(|| {
        for (style, bytes) in [
            (FontStyle::Normal, dejavu::sans::regular()),
            (FontStyle::Bold, dejavu::sans::bold()),
        ] {
            // A font that is part of the program cannot be wrong at run time alone.
            let registered = register_font(FontFamily::SansSerif.as_str(), style, bytes);
            debug_assert!(registered.is_ok());
        }
    });
    (FontFamily::SansSerif, size).into_font()
}

/// The width of a line of letters.
pub(crate) fn width_of(text: &str, font: &FontDesc<'_>) -> i32 {
    let size = font.box_size(text);
    debug_assert!(size.is_ok(), "the font is there");
    size.map_or(0, |size| size.0.cast_signed())
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use resvg::usvg::{Node, Tree};

    use super::{Block, GREY, Picture, draw_graph, options, png, svg};

    /// Every node that shows something, with the rectangle that it takes: left, top, right, bottom.
    fn rectangles(picture: &impl Picture) -> (Vec<[f32; 4]>, Vec<[f32; 4]>) {
        let tree = Tree::from_str(&svg(picture).unwrap(), &options()).unwrap();
        let (mut letters, mut others) = (Vec::new(), Vec::new());
        for node in tree.root().children() {
            let bounds = node.abs_bounding_box();
            let rectangle = [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()];
            match node {
                Node::Text(_) => letters.push(rectangle),
                _ => others.push(rectangle),
            }
        }
        (letters, others)
    }

    fn is_inside(inner: &[f32; 4], outer: &[f32; 4]) -> bool {
        inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
    }

    #[test]
    fn letters_stay_in_their_boxes_and_boxes_in_the_picture() {
        let block = |lines: &[&str], inputs: &[usize]| Block {
            lines: lines.iter().map(|&line| line.into()).collect(),
            fill: GREY,
            inputs: inputs.to_vec(),
        };
        let long = "Conv2d<128, 7, 7, LeakyRelu<negative_slope = 0.1>, padding = Same, strides = (2, 2)>";
        let blocks = [
            block(&["input", "Input<32, 32, 3>"], &[]),
            block(&["conv2d_1", long, "gives 16 × 16 × 128, 18,944 parameters"], &[0]),
            block(&["conv2d_2", long], &[0]),
            block(&["add_1", "Add"], &[1, 2]),
            block(&["with_input", "Concatenate"], &[3, 0, 3]),
        ];
        let picture = draw_graph(&blocks);
        let (letters, others) = rectangles(&picture);
        assert_eq!(letters.len(), 11);
        let (width, height) = picture.size();
        let all = [0.0, 0.0, width as f32, height as f32];
        assert!(
            letters
                .iter()
                .chain(&others)
                .all(|rectangle| is_inside(rectangle, &all))
        );
        // The background is the first of the others.
        for text in &letters {
            assert!(others[1..].iter().any(|outer| is_inside(text, outer)), "{text:?}");
        }
        let pixels = png(&svg(&picture).unwrap()).unwrap();
        assert_eq!(pixels[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(
            pixels[16..24],
            [(2 * width).to_be_bytes(), (2 * height).to_be_bytes()].concat()
        );
    }

    #[test]
    fn a_graph_of_one_box_is_drawn() {
        let alone = [Block {
            lines: vec!["input".into()],
            fill: GREY,
            inputs: Vec::new(),
        }];
        assert_eq!(rectangles(&draw_graph(&alone)).0.len(), 1);
    }
}
