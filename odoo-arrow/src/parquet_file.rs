//! Parquet files of one row group, and one file of all their row groups.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::{
    arrow::{
        ArrowWriter, ProjectionMask,
        arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
    },
    basic::{Compression as Codec, ZstdLevel},
    column::writer::ColumnCloseResult,
    errors::ParquetError,
    file::{
        metadata::{KeyValue, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader},
        page_index::column_index::ColumnIndexMetaData,
        properties::{WriterProperties, WriterPropertiesBuilder},
        writer::SerializedFileWriter,
    },
};

use crate::{
    Error,
    files::{self, Output},
};

/// The compression of the pages of a Parquet file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Compression {
    /// Zstandard at level 1: the smallest files.
    #[default]
    Zstd,
    /// Snappy, which every reader supports.
    Snappy,
    /// No compression.
    Uncompressed,
}

impl Compression {
    fn properties(self) -> WriterPropertiesBuilder {
        let codec = match self {
            Compression::Zstd => Codec::ZSTD(ZstdLevel::default()),
            Compression::Snappy => Codec::SNAPPY,
            Compression::Uncompressed => Codec::UNCOMPRESSED,
        };
        WriterProperties::builder()
            .set_compression(codec)
            .set_max_row_group_row_count(None)
    }
}

/// A writer of a file with one or more row groups.
pub(crate) struct Writer {
    arrow: ArrowWriter<Output>,
    path: PathBuf,
    rows: usize,
}

impl Writer {
    pub(crate) fn create(
        path: PathBuf,
        schema: SchemaRef,
        compression: Compression,
    ) -> Result<Self, Error> {
        let file = files::create(&path)?;
        let properties = compression.properties().build();
        let writer = ArrowWriter::try_new(file, schema, Some(properties));
        let writer = writer.map_err(failed("write", &path))?;
        Ok(Writer {
            arrow: writer,
            path,
            rows: 0,
        })
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.rows += batch.num_rows();
        self.arrow.write(batch).map_err(failed("write", &self.path))
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The number of rows in the current row group.
    pub(crate) fn rows_in_memory(&self) -> usize {
        self.arrow.in_progress_rows()
    }

    /// Ends the row group. The next row begins another one.
    pub(crate) fn end_row_group(&mut self) -> Result<(), Error> {
        self.arrow.flush().map_err(failed("write", &self.path))
    }

    /// Stores a text about the row groups in the file.
    pub(crate) fn describe(&mut self, text: String) {
        let pair = KeyValue::new(GROUPS.to_owned(), text);
        self.arrow.append_key_value_metadata(pair);
    }

    /// Ends the file, and waits until it is on the disk.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let file = self.arrow.into_inner();
        file.map_err(failed("write", &self.path))?.sync(&self.path)
    }
}

/// A file whose row groups are copied, without decoding them.
pub(crate) struct Joined {
    writer: SerializedFileWriter<Output>,
    path: PathBuf,
}

impl Joined {
    /// Begins a file with the schema of a part, including Arrow's schema.
    pub(crate) fn begin(
        file: Output,
        path: &Path,
        part: &Part,
        compression: Compression,
        metadata: &[(String, String)],
    ) -> Result<Self, Error> {
        let part = part.metadata.file_metadata();
        let pairs = part.key_value_metadata().into_iter().flatten();
        let mut pairs: Vec<_> = pairs.filter(|pair| pair.key != GROUPS).cloned().collect();
        let own = metadata.iter();
        pairs.extend(own.map(|(key, value)| KeyValue::new(key.clone(), value.clone())));
        let properties = compression.properties();
        let properties = properties.set_key_value_metadata(Some(pairs)).build();
        let schema = part.schema_descr().root_schema_ptr();
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties));
        Ok(Joined {
            writer: writer.map_err(failed("write", path))?,
            path: path.to_owned(),
        })
    }

    /// Copies a row group of a part.
    pub(crate) fn append(&mut self, part: &Part, group: usize) -> Result<(), Error> {
        append(&mut self.writer, part, group).map_err(failed("write", &self.path))
    }

    /// Ends the file, and returns its size in bytes.
    ///
    /// It may not be on the disk yet.
    pub(crate) fn finish(&mut self) -> Result<u64, Error> {
        let finished = self.writer.finish();
        finished.map_err(failed("write", &self.path))?;
        Ok(self.writer.bytes_written() as u64)
    }

    /// Waits until the content is on the disk.
    pub(crate) fn sync(&self) -> Result<(), Error> {
        self.writer.inner().sync(&self.path)
    }
}

/// A file whose row groups are copied into others.
pub(crate) struct Part {
    file: File,
    path: PathBuf,
    metadata: ParquetMetaData,
}

impl Part {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = files::open(path)?;
        let metadata = ParquetMetaDataReader::new()
            .with_page_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file);
        let metadata = metadata.map_err(failed("read", path))?;
        Ok(Part {
            file,
            path: path.to_owned(),
            metadata,
        })
    }

    /// The number of row groups.
    pub(crate) fn groups(&self) -> usize {
        self.metadata.num_row_groups()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The text that [`Writer::describe`] wrote.
    pub(crate) fn description(&self) -> &str {
        let pairs = self.metadata.file_metadata().key_value_metadata();
        let pair = pairs.into_iter().flatten().find(|pair| pair.key == GROUPS);
        pair.and_then(|pair| pair.value.as_deref())
            .unwrap_or_default()
    }
}

/// The key of a part's description.
const GROUPS: &str = "odoo.groups";

/// Reads the rows of a file, with all or some of its columns.
pub(crate) fn read(
    path: &Path,
    columns: Option<&[usize]>,
) -> Result<impl Iterator<Item = Result<RecordBatch, Error>> + use<>, Error> {
    let file = files::open(path)?;
    let build = || -> Result<ParquetRecordBatchReader, ParquetError> {
        let mut builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
        if let Some(columns) = columns {
            let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().copied());
            builder = builder.with_projection(mask);
        }
        builder.with_batch_size(ROWS_AT_ONCE).build()
    };
    let reader = build().map_err(failed("read", path))?;
    let path = path.to_owned();
    Ok(reader.map(move |batch| batch.map_err(|error| failed("read", &path)(error.into()))))
}

/// The number of rows that are read from a file at once.
const ROWS_AT_ONCE: usize = 8_192;

fn append(
    writer: &mut SerializedFileWriter<Output>,
    part: &Part,
    at: usize,
) -> Result<(), ParquetError> {
    let read = &part.metadata;
    let Some(group) = read.row_groups().get(at) else {
        return Ok(());
    };
    let columns = read.column_index().and_then(|groups| groups.get(at));
    let offsets = read.offset_index().and_then(|groups| groups.get(at));
    let mut output = writer.next_row_group()?;
    for (column_at, column) in group.columns().iter().enumerate() {
        let column_index = columns.and_then(|columns| columns.get(column_at));
        let column_index = column_index.filter(|index| !matches!(index, ColumnIndexMetaData::NONE));
        let offset_index = offsets.and_then(|columns| columns.get(column_at));
        let closed = ColumnCloseResult {
            bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
            rows_written: u64::try_from(group.num_rows()).unwrap_or_default(),
            metadata: column.clone(),
            bloom_filter: None,
            column_index: column_index.cloned(),
            offset_index: offset_index.cloned(),
        };
        output.append_column(&part.file, closed)?;
    }
    output.close()?;
    Ok(())
}

pub(crate) fn failed(action: &'static str, path: &Path) -> impl FnOnce(ParquetError) -> Error {
    move |source| Error::Parquet {
        action,
        path: path.to_owned(),
        source,
    }
}
