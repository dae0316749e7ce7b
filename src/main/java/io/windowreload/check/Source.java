package io.windowreload.check;

import io.windowreload.load.CdcPosition;
import io.windowreload.load.CdcReport;
import io.windowreload.load.ConnectionReport;
import io.windowreload.load.EndpointReport;
import io.windowreload.load.InstanceReport;
import io.windowreload.load.TableReport;
import java.util.List;

/** The questions to DMS and CloudWatch. Each answer may be a {@code ReloadException}. */
public interface Source {
    List<InstanceReport> instances();

    EndpointReport endpoint(String arn);

    List<ConnectionReport> connections();

    /** An ongoing CDC task. */
    CdcReport cdc(String arn);

    List<TableReport> cdcTables(CdcReport task);

    CdcPosition cdcPosition(CdcReport task);
}
