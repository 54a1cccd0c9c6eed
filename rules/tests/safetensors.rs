//! The reader of safetensors: what it takes, and everything that it refuses.

use layerproof_rules::safetensors::{Dtype, File, Malformed};

fn bytes(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

const WHOLE: &str = r#" {"__metadata__" : {"a": "b", "é\n": "\ud83d\ude00"},
    "second": {"dtype":"F32","shape":[1,1],"data_offsets":[2,6]},
    "f\u0069rst": {"data_offsets":[0,2], "shape":[], "dtype":"F16"}, "none": {"dtype":"F64","shape":[3,0],"data_offsets":[6,6]} } "#;

#[test]
fn reads_what_the_format_allows() {
    let bytes = bytes(WHOLE, &[1, 2, 3, 4, 5, 6]);
    let file = File::open(&bytes).unwrap();
    let tensors: Vec<_> = file.tensors().collect();
    assert_eq!(tensors.len(), 3);
    assert_eq!((tensors[0].data, &*tensors[0].shape), (&[3, 4, 5, 6][..], &[1, 1][..]));
    assert_eq!(&bytes[tensors[0].start..][..4], [3, 4, 5, 6]);
    assert!(tensors[1].name == *"first" && tensors[1].dtype == Dtype::F16 && tensors[1].data == [1, 2]);
    assert!(tensors[2].data.is_empty());
    assert_eq!(file.metadata("é\n").unwrap().to_string(), "😀");
    assert!(file.metadata("c").is_none());
    assert_eq!(File::open(&self::bytes("{}", &[])).unwrap().tensors().count(), 0);
}

#[test]
fn refuses_everything_else() {
    let tensor = |name: &str, dtype: &str, shape: &str, offsets: &str| {
        format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}"#)
    };
    let two = |a: &str, b: &str| format!("{{{a},{b}}}");
    let max = u64::MAX;
    let many: Vec<_> = (0..=2048)
        .map(|i| tensor(&i.to_string(), "U8", "[0]", "[0,0]"))
        .collect();
    let a = tensor("a", "U8", "[4]", "[0,4]");
    for (header, reason) in [
        (String::new(), "byte 0 of its header: expected `{`"),
        ("[]".into(), "byte 0 of its header: expected `{`"),
        ("{".into(), "byte 1 of its header: expected a string"),
        (r#"{"a"#.into(), "expected the rest of a string"),
        (r#"{"\x":1}"#.into(), "an escape of JSON"),
        (r#"{"\ud800":1}"#.into(), "an escape of JSON"),
        (r#"{"a":1}"#.into(), "byte 5 of its header: expected `{`"),
        (format!("{{{a}}} x"), "expected its end"),
        (format!("{{{a},}}"), "expected a string"),
        (r#"{"__metadata__":{"a":1}}"#.into(), "expected a string"),
        (r#"{"__metadata__":{},"__metadata__":{}}"#.into(), "no second"),
        (r#"{"a":{"dtype":"U8","shape":[4]}}"#.into(), "has no `data_offsets`"),
        (r#"{"a":{"dtype":"U8","dtype":"U8"}}"#.into(), "each key once"),
        (r#"{"a":{"x":"U8"}}"#.into(), "alone"),
        (format!("{{{}}}", tensor("a", "F7", "[4]", "[0,4]")), "does not know"),
        (format!("{{{}}}", tensor("a", "U8", "[04]", "[0,4]")), "a whole number"),
        (format!("{{{}}}", tensor("a", "U8", "[4.0]", "[0,4]")), "a whole number"),
        (format!("{{{}}}", tensor("a", "U8", "[-4]", "[0,4]")), "a whole number"),
        (
            format!("{{{}}}", tensor("a", "U8", "[1,1,1,1,1,1,1,1,4]", "[0,4]")),
            "fewer numbers",
        ),
        (format!("{{{}}}", tensor("a", "U8", "[4]", "[0,4,4]")), "fewer numbers"),
        (format!("{{{}}}", tensor("a", "U8", "[4]", "[0]")), "two numbers"),
        (format!("{{{}}}", tensor("a", "U8", "[4]", "[4,0]")), "as many bytes"),
        (
            format!("{{{}}}", tensor("a", "U8", &format!("[{max},{max}]"), "[0,4]")),
            "as many bytes",
        ),
        (
            format!("{{{}}}", tensor("a", "F64", &format!("[{}]", max / 8 + 1), "[0,0]")),
            "as many bytes",
        ),
        (
            format!("{{{}}}", tensor("a", "U8", &format!("[{max}]"), &format!("[0,{max}]"))),
            "cut off",
        ),
        (
            format!("{{{}}}", tensor("a", "U8", "[4]", &format!("[{},{max}]", max - 4))),
            "cut off",
        ),
        (
            format!("{{{}}}", tensor("a", "U8", &format!("[1{max}]"), "[0,4]")),
            "memory can address",
        ),
        (two(&a, &tensor("a", "U8", "[0]", "[0,0]")), "is there twice"),
        (two(&a, &tensor("\\u0061", "U8", "[0]", "[4,4]")), "is there twice"),
        (two(&a, &tensor("b", "U8", "[4]", "[0,4]")), "cut off"),
        (
            two(&tensor("a", "U8", "[2]", "[1,3]"), &tensor("b", "U8", "[2]", "[0,2]")),
            "shares bytes",
        ),
        (
            format!("{{{}}}", tensor("a", "U8", "[3]", "[0,3]")),
            "something follows",
        ),
        (format!("{{{}}}", many.join(",")), "more than 2048"),
    ] {
        let error = File::open(&bytes(&header, &[0; 4])).unwrap_err().to_string();
        assert!(error.contains(reason), "{header}\n{error}\n{reason}");
    }
    let mut not_text = bytes("{}", &[]);
    not_text[9] = 0xff;
    assert_eq!(File::open(&not_text).unwrap_err(), Malformed::NotText { at: 1 });
    let long = bytes(&" ".repeat((1 << 20) + 1), &[]);
    assert!(matches!(File::open(&long), Err(Malformed::HeaderTooLong { .. })));
    for length in [1 << 20, max - 7, max - 8, max] {
        let mut lie = length.to_le_bytes().to_vec();
        lie.extend(b"{}");
        assert_eq!(
            File::open(&lie).unwrap_err(),
            Malformed::HeaderLength { length, follow: 2 }
        );
    }
}

#[test]
fn never_panics_and_never_reads_outside() {
    let whole = bytes(WHOLE, &[1, 2, 3, 4, 5, 6]);
    for length in 0..whole.len() {
        assert!(File::open(&whole[..length]).is_err(), "{length}");
    }
    for place in 0..whole.len() {
        for flip in 1..=255 {
            let mut damaged = whole.clone();
            damaged[place] ^= flip;
            if let Ok(file) = File::open(&damaged) {
                assert_eq!(file.tensors().map(|tensor| tensor.data.len()).sum::<usize>(), 6);
            }
        }
    }
}
